#pragma once

#include <array>
#include <string_view>

#include "views/figure.h"

namespace servanda {

// The words by which a text is read as claims (views/claims.h); docs/statement-check.md prints what they mean.

// What is counted or summed, as far as it decides what a verb means: money that is "transferred" is disbursed.
enum class Counted : std::uint8_t { any, goods, money, people };

struct StageWord {
  std::string_view words;
  std::string_view stage;  // of the figure language
  Counted counted = Counted::any;
  bool noun = false;  // "aid": speaks of the stage only where no verb does
};
inline constexpr std::array kStageWords{StageWord{"pledge", "pledged"},
                                        StageWord{"pledges", "pledged"},
                                        StageWord{"pledged", "pledged"},
                                        StageWord{"pledging", "pledged"},
                                        StageWord{"promise", "pledged"},
                                        StageWord{"promises", "pledged"},
                                        StageWord{"promised", "pledged"},
                                        StageWord{"promising", "pledged"},
                                        StageWord{"announce", "pledged"},
                                        StageWord{"announced", "pledged"},
                                        StageWord{"announces", "pledged"},
                                        StageWord{"announcing", "pledged"},
                                        StageWord{"unveiled", "pledged"},
                                        StageWord{"offered", "pledged"},
                                        StageWord{"threw in", "pledged", Counted::money},
                                        StageWord{"throws in", "pledged", Counted::money},
                                        StageWord{"agreed on", "pledged", Counted::money},
                                        StageWord{"signed off", "pledged", Counted::money},
                                        StageWord{"put up", "pledged", Counted::goods},
                                        StageWord{"offers", "pledged"},
                                        StageWord{"lends", "pledged"},
                                        StageWord{"lending", "pledged"},
                                        StageWord{"lend", "pledged"},
                                        StageWord{"vowed", "pledged"},
                                        StageWord{"due", "pledged", Counted::goods},
                                        StageWord{"presented", "pledged", Counted::money},
                                        StageWord{"approved", "pledged", Counted::money},
                                        StageWord{"approves", "pledged", Counted::money},
                                        StageWord{"adopted", "pledged", Counted::money},
                                        StageWord{"giving", "pledged", Counted::money},
                                        StageWord{"package", "pledged", Counted::any, true},
                                        StageWord{"drawdown", "pledged", Counted::money, true},
                                        StageWord{"contribution", "pledged", Counted::money, true},
                                        StageWord{"contributions", "pledged", Counted::money, true},
                                        StageWord{"loan", "pledged", Counted::money, true},
                                        StageWord{"loans", "pledged", Counted::money, true},
                                        StageWord{"grant", "pledged", Counted::money, true},
                                        StageWord{"grants", "pledged", Counted::money, true},
                                        StageWord{"aid", "pledged", Counted::money, true},
                                        StageWord{"assistance", "pledged", Counted::money, true},
                                        StageWord{"support", "pledged", Counted::money, true},
                                        StageWord{"help", "pledged", Counted::money, true},
                                        StageWord{"guarantee", "pledged", Counted::money, true},
                                        StageWord{"framework", "pledged", Counted::money, true},
                                        StageWord{"facility", "pledged", Counted::money, true},
                                        StageWord{"fund", "pledged", Counted::money, true},
                                        StageWord{"share", "pledged", Counted::money, true},
                                        StageWord{"payment", "disbursed", Counted::money, true},
                                        StageWord{"instalment", "disbursed", Counted::money, true},
                                        StageWord{"tranche", "disbursed", Counted::money, true},
                                        StageWord{"commit", "committed"},
                                        StageWord{"commits", "committed"},
                                        StageWord{"committed", "committed"},
                                        StageWord{"commitments", "committed"},
                                        StageWord{"allocated", "allocated"},
                                        StageWord{"earmarked", "allocated"},
                                        StageWord{"allocations", "allocated"},
                                        StageWord{"set aside", "committed"},
                                        StageWord{"sets aside", "committed"},
                                        StageWord{"reserved", "committed", Counted::money},
                                        StageWord{"raised to", "pledged", Counted::money},
                                        StageWord{"reduced to", "pledged", Counted::money},
                                        StageWord{"increased to", "pledged", Counted::money},
                                        StageWord{"made available", "pledged", Counted::money},
                                        StageWord{"put together", "pledged", Counted::money},
                                        StageWord{"put forward", "pledged"},
                                        StageWord{"put up", "pledged", Counted::money},
                                        StageWord{"will go on", "pledged", Counted::money},
                                        StageWord{"will go to", "pledged", Counted::money},
                                        StageWord{"will go towards", "pledged", Counted::money},
                                        StageWord{"ordered", "contracted"},
                                        StageWord{"contracted", "contracted"},
                                        StageWord{"bought", "contracted"},
                                        StageWord{"buys", "contracted"},
                                        StageWord{"purchased", "contracted"},
                                        StageWord{"procured", "contracted"},
                                        StageWord{"contracts", "contracted"},
                                        StageWord{"orders", "contracted"},
                                        StageWord{"on order", "contracted", Counted::goods},
                                        StageWord{"under contract", "contracted"},
                                        StageWord{"signed a contract", "contracted"},
                                        StageWord{"shipped", "departed"},
                                        StageWord{"dispatched", "departed"},
                                        StageWord{"ships", "departed"},
                                        StageWord{"shipping", "departed"},
                                        StageWord{"en route", "departed", Counted::goods},
                                        StageWord{"in transit", "departed", Counted::goods},
                                        StageWord{"on their way", "departed"},
                                        StageWord{"on its way", "departed"},
                                        StageWord{"arrive", "arrived"},
                                        StageWord{"arrived", "arrived"},
                                        StageWord{"arrives", "arrived"},
                                        StageWord{"arriving", "arrived"},
                                        StageWord{"hand over", "handed_over"},
                                        StageWord{"hands over", "handed_over"},
                                        StageWord{"handed over", "handed_over"},
                                        StageWord{"handing over", "handed_over"},
                                        StageWord{"signed for", "handed_over", Counted::goods},
                                        StageWord{"taken over", "handed_over", Counted::goods},
                                        StageWord{"crossed", "handed_over"},
                                        StageWord{"cross", "handed_over"},
                                        StageWord{"deliver", "delivered"},
                                        StageWord{"delivered", "delivered"},
                                        StageWord{"delivers", "delivered"},
                                        StageWord{"delivering", "delivered"},
                                        StageWord{"deliveries", "delivered"},
                                        StageWord{"delivery", "delivered"},
                                        StageWord{"supplied", "delivered"},
                                        StageWord{"supplies", "delivered"},
                                        StageWord{"supply", "delivered"},
                                        StageWord{"supplying", "delivered"},
                                        StageWord{"provided", "delivered"},
                                        StageWord{"provide", "delivered"},
                                        StageWord{"provides", "delivered"},
                                        StageWord{"providing", "delivered"},
                                        StageWord{"gave", "delivered"},
                                        StageWord{"given", "delivered"},
                                        StageWord{"give", "delivered"},
                                        StageWord{"gives", "delivered"},
                                        StageWord{"sent", "delivered"},
                                        StageWord{"send", "delivered"},
                                        StageWord{"sends", "delivered"},
                                        StageWord{"sending", "delivered"},
                                        StageWord{"donated", "delivered"},
                                        StageWord{"donate", "delivered"},
                                        StageWord{"donates", "delivered"},
                                        StageWord{"donating", "delivered"},
                                        StageWord{"contributed", "delivered"},
                                        StageWord{"contributes", "delivered"},
                                        StageWord{"contribute", "delivered"},
                                        StageWord{"came", "delivered", Counted::goods},
                                        StageWord{"come", "delivered", Counted::goods},
                                        StageWord{"managed", "delivered", Counted::goods},
                                        StageWord{"brought", "delivered", Counted::goods},
                                        StageWord{"installed", "delivered", Counted::goods},
                                        StageWord{"landed", "delivered", Counted::goods},
                                        StageWord{"reach", "delivered", Counted::goods},
                                        StageWord{"reached", "delivered", Counted::goods},
                                        StageWord{"reaches", "delivered", Counted::goods},
                                        StageWord{"received", "delivered"},
                                        StageWord{"receive", "delivered"},
                                        StageWord{"receives", "delivered"},
                                        StageWord{"got", "delivered"},
                                        StageWord{"transferred", "delivered"},
                                        StageWord{"transfers", "delivered"},
                                        StageWord{"received", "disbursed", Counted::money},
                                        StageWord{"receive", "disbursed", Counted::money},
                                        StageWord{"receives", "disbursed", Counted::money},
                                        StageWord{"got", "disbursed", Counted::money},
                                        StageWord{"transferred", "disbursed", Counted::money},
                                        StageWord{"transfers", "disbursed", Counted::money},
                                        StageWord{"lent", "disbursed", Counted::money},
                                        StageWord{"confirmed", "confirmed"},
                                        StageWord{"verified", "verified"},
                                        StageWord{"reached", "disbursed", Counted::money},
                                        StageWord{"put", "disbursed", Counted::money},
                                        StageWord{"paid", "disbursed"},
                                        StageWord{"pay", "disbursed"},
                                        StageWord{"pays", "disbursed"},
                                        StageWord{"paying", "disbursed"},
                                        StageWord{"paid out", "disbursed"},
                                        StageWord{"released", "disbursed", Counted::money},
                                        StageWord{"wired", "disbursed", Counted::money},
                                        StageWord{"disbursed", "disbursed"},
                                        StageWord{"disburse", "disbursed"},
                                        StageWord{"disburses", "disbursed"},
                                        StageWord{"disbursements", "disbursed"},
                                        StageWord{"disbursement", "disbursed"},
                                        StageWord{"payments", "disbursed"},
                                        StageWord{"spent", "spent"},
                                        StageWord{"spend", "spent"},
                                        StageWord{"spends", "spent"},
                                        StageWord{"spending", "spent"},
                                        StageWord{"graduated", "graduated"},
                                        StageWord{"graduates", "graduated"},
                                        StageWord{"graduate", "graduated"},
                                        StageWord{"completed training", "graduated"},
                                        StageWord{"trained", "graduated"},
                                        StageWord{"train", "graduated", Counted::people},
                                        StageWord{"trains", "graduated", Counted::people},
                                        StageWord{"training", "graduated", Counted::people},
                                        StageWord{"completed the course", "graduated", Counted::people},
                                        StageWord{"finished the course", "graduated", Counted::people},
                                        StageWord{"turned out", "graduated", Counted::people},
                                        StageWord{"in training", "enrolled", Counted::people},
                                        StageWord{"began training", "enrolled", Counted::people},
                                        StageWord{"enrolled", "enrolled"},
                                        StageWord{"enrol", "enrolled"}};

struct FieldWord {
  std::string_view words;
  FigureField field;
  std::string_view value;
};
// Of money. A form counts only where the book has pledges of it.
inline constexpr std::array kFieldWords{FieldWord{"military", FigureField::kind, "military"},
                                        FieldWord{"humanitarian", FigureField::kind, "humanitarian"},
                                        FieldWord{"financial", FigureField::kind, "financial"},
                                        FieldWord{"macro-financial", FigureField::kind, "financial"},
                                        FieldWord{"lend", FigureField::instrument, "loan"},
                                        FieldWord{"lends", FigureField::instrument, "loan"},
                                        FieldWord{"lending", FigureField::instrument, "loan"},
                                        FieldWord{"lent", FigureField::instrument, "loan"},
                                        FieldWord{"loan", FigureField::instrument, "loan"},
                                        FieldWord{"loans", FigureField::instrument, "loan"},
                                        FieldWord{"grant", FigureField::instrument, "grant"},
                                        FieldWord{"grants", FigureField::instrument, "grant"},
                                        FieldWord{"guarantee", FigureField::instrument, "guarantee"},
                                        FieldWord{"guarantees", FigureField::instrument, "guarantee"},
                                        FieldWord{"budget support", FigureField::form, "budget_support"},
                                        FieldWord{"budget grant", FigureField::form, "budget_support"},
                                        FieldWord{"budget loan", FigureField::form, "budget_support"},
                                        FieldWord{"budgetary support", FigureField::form, "budget_support"},
                                        FieldWord{"for training", FigureField::form, "training"},
                                        FieldWord{"for the training", FigureField::form, "training"},
                                        FieldWord{"on training", FigureField::form, "training"},
                                        FieldWord{"infrastructure", FigureField::form, "infrastructure"},
                                        FieldWord{"maintenance", FigureField::form, "maintenance"}};
inline constexpr std::string_view kBudgetSupport = "budget_support";

inline constexpr std::array<std::string_view, 8> kCountedRecords{
    "shipments", "consignments", "deliveries", "packages", "pledges", "contracts", "orders", "announcements"};
inline constexpr std::array<std::string_view, 28> kPeople{"staff", "drivers", "nurses", "doctors", "engineers", "members",
    "people",     "soldiers",    "troops",     "recruits",  "pilots",   "trainees",    "instructors", "medics",
    "paramedics", "technicians", "operators",  "graduates", "cadets",   "specialists", "persons",     "crews",
    "fighters",   "sappers",     "servicemen", "personnel", "students", "men"};
inline constexpr std::array<std::string_view, 12> kDocumentNouns{"declaration", "communique", "statement", "document",
                                                                 "communiqué",  "roadmap",    "text",      "summary",
                                                                 "annex",       "agreement",  "outline",   "paragraph"};
inline constexpr std::array<std::string_view, 38> kContentVerbs{
    "binds", "obliges", "speak", "speaks", "spoke",
    "promise", "commit", "invites", "invited", "mention", "mentions", "mentioned", "contain",   "contains",   "contained", "include", "includes", "included",
    "drops", "creates", "establishes", "say",     "says",     "reaffirm",  "reaffirms", "reaffirmed", "reference", "refer",   "refers",   "repeats",
    "repeat",  "promises", "commits",   "calls",     "sets",       "condemns",  "names",   "omits"};
inline constexpr std::array<std::string_view, 11> kNegations{
    "not", "no", "never", "omits", "omitted", "without", "lacks", "fails", "nowhere", "nothing", "silent"};
inline constexpr std::array<std::string_view, 22> kOfAll{
    "total",    "totals",       "totalled",  "all",      "allies",        "altogether", "together", "overall",
    "combined", "collectively", "members",   "partners", "countries",     "donors",     "nations",  "states",
    "west",     "world",        "everybody", "everyone", "international", "joint"};
// Behind the name of a group: its members, not the organisation.
inline constexpr std::array<std::string_view, 8> kOfMembers{"allies", "members", "member",      "countries",
                                                            "states", "nations", "governments", "partners"};
inline constexpr std::array<std::string_view, 7> kEventNouns{"summit", "conference", "review", "meeting",
                                                             "forum",  "ceremony",   "session"};
inline constexpr std::array<std::string_view, 10> kSayingVerbs{"said",   "says",   "told",   "according", "claimed",
                                                               "claims", "warned", "stated", "added",     "insisted"};
inline constexpr std::array<std::string_view, 12> kAnonymousRoles{"official", "officials", "diplomat", "diplomats",
                                                                  "source",   "sources",   "expert",   "experts",
                                                                  "insider",  "insiders",  "analysts", "observers"};
// The currency of "kroner" and "crowns".
struct CrownsOf {
  std::string_view party;
  std::string_view currency;
};
inline constexpr std::array kCrownsOf{CrownsOf{"DK", "DKK"}, CrownsOf{"NO", "NOK"}, CrownsOf{"SE", "SEK"}, CrownsOf{"CZ", "CZK"},
                                      CrownsOf{"IS", "ISK"}};
inline constexpr std::array<std::string_view, 13> kGiven{"gave", "given", "give", "gives", "provided", "provide", "provides", "contributed", "contribute", "contributes", "sent", "donated", "donates"};
// What these say of a promise is no promise.
inline constexpr std::array<std::string_view, 16> kTakenBack{"withdrew", "withdraws", "withdrawn", "cancelled", "canceled", "scrapped", "suspended",
                                                             "suspends", "reneged", "revoked", "rescinded", "postponed", "delayed", "froze",
                                                             "slipped", "slips"};
// What is not there is no number of what is.
inline constexpr std::array<std::string_view, 6> kLacking{"missing", "outstanding", "lacking", "lacks", "shortfall", "overdue"};
// What a project is when it has ended.
inline constexpr std::array<std::string_view, 8> kCompleted{"completed", "finished", "complete", "completion", "inaugurated", "ready", "repaired", "rebuilt"};
inline constexpr std::array<std::string_view, 4> kOpened{"opened", "opens", "open", "opening"};
// Where something stands: "was set up in Warsaw".
inline constexpr std::array<std::string_view, 11> kSited{"located", "based", "situated", "lies", "stands", "set up", "built", "established", "founded", "is in", "is at"};
// Who no longer holds an office.
inline constexpr std::array<std::string_view, 8> kSteppedDown{"stepped down as", "steps down as", "resigned as", "resigns as",
                                                              "retired as", "left office as", "was dismissed as", "was removed as"};
// What a book keeps, by its plain name, and what may be said of it that a record could show.
inline constexpr std::array<std::string_view, 64> kRecordNouns{
    "donor", "donors", "ally", "allies", "recipient", "supplier", "suppliers", "carrier", "carriers", "consignment", "consignments", "shipment",
    "shipments", "delivery", "deliveries", "convoy", "convoys", "pledge", "pledges", "promise", "promises", "commitment", "commitments", "contract",
    "contracts", "order", "orders", "allocation", "allocations", "package", "packages", "target", "targets", "deadline", "deadlines", "milestone",
    "depot", "depots", "plant", "plants", "factory", "factories", "port", "ports", "hub", "hubs", "crossing", "crossings",
    "warehouse", "corridor", "academy", "course", "courses", "site", "sites", "project", "projects", "fund", "funds", "tranche",
    "tranches", "summit", "aid", "programme"};
inline constexpr std::array<std::string_view, 62> kRecordVerbs{
    "opened", "opens", "open", "closed", "closes", "began", "begins", "started", "starts", "finished", "ended", "ends",
    "completed", "built", "rebuilt", "founded", "established", "based", "located", "lost", "loses", "damaged", "destroyed", "returned",
    "missed", "misses", "late", "delayed", "postponed", "overdue", "kept", "keeps", "broke", "breaks", "broken", "failed",
    "fails", "withdrew", "withdrawn", "cancelled", "canceled", "suspended", "frozen", "stopped", "resumed", "raised", "cut", "doubled",
    "crossed", "passed", "left", "trains", "makes", "produces", "hosts", "signed", "joined", "joins", "join", "funds",
    "finances", "outstanding"};
// Of these no figure tells, though the record may.
inline constexpr std::array<std::string_view, 12> kExits{"lost", "loses", "damaged", "destroyed", "returned", "withdrew", "withdrawn", "cancelled", "canceled", "stolen", "sank", "sunk"};
inline constexpr std::array<std::string_view, 12> kPunctual{"missed", "misses", "late", "delayed", "postponed", "overdue", "deadline", "deadlines", "kept", "keeps", "broke", "broken"};
// How often, behind a number that is a rate.
inline constexpr std::array<std::string_view, 6> kEvery{"monthly", "annually", "yearly", "weekly", "daily", "quarterly"};
inline constexpr std::array<std::string_view, 6> kSpans{"month", "year", "week", "day", "quarter", "hour"};
// What a sum may come in.
inline constexpr std::array<std::string_view, 7> kLots{"instalments", "installments", "tranches", "payments", "packages", "batches", "parts"};
// Where the noun that a number counts has ended.
inline constexpr std::array<std::string_view, 45> kEndOfNoun{
    "through",
    "have",   "has",  "had",    "were",  "was",    "are",  "is",   "be",        "been",  "by",    "in",
    "on",     "at",   "for",    "to",    "from",   "with", "that", "which",     "who",   "until", "since",
    "within", "into", "across", "under", "during", "and",  "or",   "will",      "would", "had",   "so",
    "by",     "per",  "before", "after", "last",   "this", "next", "yesterday", "still", "did",   "do"};
// What stands for the things counted before.
inline constexpr std::array<std::string_view, 6> kThem{"them", "these", "those", "which", "it", "that"};
// Behind the name of who does something.
inline constexpr std::array<std::string_view, 9> kActing{"will",  "has",     "had",     "is", "would",
                                                  "plans", "intends", "expects", "was"};
// How a unit is written out.
struct UnitWord {
  std::string_view word;
  std::string_view unit;
};
inline constexpr std::array kUnitWords{UnitWord{"megawatt", "mw"}, UnitWord{"gigawatt", "gw"}, UnitWord{"kilowatt", "kw"},
                                       UnitWord{"hectare", "ha"},  UnitWord{"kilometre", "km"}, UnitWord{"kilometer", "km"}};
// Behind a number that is the sum of those before it.
inline constexpr std::array<std::string_view, 6> kInAll{"in all", "in total", "altogether", "all told", "between them", "in sum"};
// What aid may run through.
inline constexpr std::array<std::string_view, 8> kProgrammes{"facility", "fund",      "programme", "program",
                                                             "initiative", "mechanism", "instrument", "coalition"};
// Who says so and does not give a name.
inline constexpr std::array<std::string_view, 9> kUnnamed{
    "declined to be identified", "declined to be named",  "asked not to be named",   "asked not to be identified",
    "on condition of anonymity", "did not want to be named", "asked for anonymity", "spoke anonymously",
    "speaking anonymously"};
inline constexpr std::array<std::string_view, 3> kOurselves{"we", "our", "us"};
// Who speaks, in a text of the government's own.
inline constexpr std::array<std::string_view, 5> kOwnGovernment{"this country", "this government", "the government", "his majesty government", "our government"};
// "the Treasury paid", "the foreign ministry has promised": the government of whom the text speaks for.
inline constexpr std::array<std::string_view, 12> kOwnOffices{"government", "ministry", "treasury", "minister", "secretary", "chancellor", "administration", "cabinet", "parliament", "defence", "president", "premier"};
// "undertaken to supply", "set out to send": a promise of what the verb behind says.
inline constexpr std::array<std::string_view, 12> kUndertakes{"promised", "pledged", "vowed", "undertaken", "undertook", "undertakes", "agreed", "agrees", "committed", "set out", "offered", "resolved"};
// What is aimed at is a target of the book.
inline constexpr std::array<std::string_view, 8> kGoals{"target", "goal", "aim", "objective", "minimum", "baseline", "benchmark", "ambition"};
inline constexpr std::array<std::string_view, 10> kAimsAt{"means to", "mean to", "wants to", "aims to", "aimed to", "hopes to", "intends to", "plans to", "want to", "aiming for"};
// What is only thought of is no claim about what is.
inline constexpr std::array<std::string_view, 21> kThoughtOf{
    "wanted", "hoped", "thought", "considered", "considering",
    "could", "might", "may",   "if",   "unless", "whether", "hopes",    "hope",
    "wants", "want",  "asked", "asks", "needs",  "need",    "requests", "requested"};
// A number behind one of these is a name: "Article 5".
inline constexpr std::array<std::string_view, 14> kNumbered{
    "article", "articles", "paragraph", "paragraphs", "point",   "resolution", "no",
    "number",  "tranche",  "phase",     "chapter",    "section", "page",       "day"};
inline constexpr std::array<std::string_view, 19> kUpWords{
    "rose",      "rise", "rises",  "risen",   "grew",   "grow", "grown",  "growth", "increased", "increase",
    "increases", "up",   "jumped", "climbed", "higher", "more", "bigger", "larger", "above"};
inline constexpr std::array<std::string_view, 18> kDownWords{
    "fell",     "fall",   "falls",  "fallen", "dropped", "drop", "decreased", "decrease", "down",
    "declined", "shrank", "shrunk", "cut",    "lower",   "less", "fewer",     "smaller",  "below"};
inline constexpr std::array<std::string_view, 10> kWentTo{"went", "changed", "moved", "raised", "raising", "reduced", "lifted", "revised", "swelled", "expanded"};
struct Multiple {
  std::string_view words;
  int percent;
};
inline constexpr std::array kMultiples{Multiple{"double those", 200}, Multiple{"twice those", 200}, Multiple{"half those", 50}, Multiple{"double that", 200}, Multiple{"twice that", 200},
                                       Multiple{"doubled", 200},  Multiple{"doubling", 200},   Multiple{"tripled", 300},
                                       Multiple{"trebled", 300},  Multiple{"quadrupled", 400}, Multiple{"halved", 50},
                                       Multiple{"twice as", 200}, Multiple{"half as", 50},
                                       Multiple{"twice what", 200}, Multiple{"double what", 200}, Multiple{"half what", 50}};
// "the largest donor": a rank.
inline constexpr std::array<std::string_view, 17> kSuperlatives{"largest", "biggest", "smallest", "greatest", "highest", "lowest", "main", "top", "leading",
                                                                "second-largest", "second-biggest", "third-largest", "third-biggest", "generous", "foremost", "principal", "slowest"};
inline constexpr std::array<std::string_view, 14> kRanked{"donor", "donors", "contributor", "contributors", "supplier", "suppliers", "provider",
                                                          "providers", "giver", "lender", "spender", "recipient", "recipients", "backer"};
// What a part of a whole does: "HIV tests accounted for 11 percent of the value".
inline constexpr std::array<std::string_view, 10> kMakesUp{"accounted for", "accounts for", "account for", "made up", "makes up",
                                                           "make up", "represented", "represents", "represent", "accounting for"};
// In front of the earlier of two years, or the other of two donors, that are compared.
inline constexpr std::array<std::string_view, 7> kComparedWith{"than", "as", "from", "since", "to", "with", "against"};

template <class List>
constexpr bool among(const List& list, std::string_view word) {
  for (const std::string_view each : list)
    if (each == word) return true;
  return false;
}

}  // namespace servanda
