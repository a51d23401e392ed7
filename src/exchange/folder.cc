#include "exchange/folder.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "book/date_spans.h"
#include "exchange/cell_cache.h"
#include "exchange/csv.h"
#include "exchange/csv_file.h"
#include "exchange/document_file.h"
#include "exchange/file_bytes.h"
#include "exchange/json_text.h"

namespace servanda {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Whether a path that a folder's file states would lead out of the folder.
bool is_outside(const fs::path& path) {
  return path.is_absolute() || std::ranges::find(path, fs::path("..")) != path.end();
}

// Which rows are there for a reader: those whose label lets them in, and their own.
class RowsFor {
 public:
  explicit RowsFor(std::string name) : name_(std::move(name)) {}
  // Until the reader is known, only the own row is there.
  void know(Reader reader, Day today, std::string default_label) {
    reader_ = std::move(reader);
    today_ = today;
    default_label_ = default_label.empty() ? "PUBLIC" : std::move(default_label);
  }

  bool hold(Table table, std::string_view id, std::string_view label) {
    if (table == Table::readers && id == name_) return true;
    if (!reader_) return false;
    const auto [found, added] = decided_.try_emplace(std::string(label.empty() ? default_label_ : label), false);
    if (!added) return found->second;
    const auto parsed = parse_label(found->first);
    return found->second = parsed && can(*reader_, *parsed, today_);
  }

 private:
  std::string name_;
  std::optional<Reader> reader_;
  Day today_{};
  std::string default_label_;
  std::unordered_map<std::string, bool> decided_;  // by label
};

// Reads the records of one table into a History.
class TableReader {
 public:
  // `rows` is null where all are read.
  TableReader(const TableSchema& schema, const std::string& file, History& history, Blobs* blobs,
              Diagnostics& diagnostics, RowsFor* rows = nullptr)
      : schema_(schema),
        rows_(rows),
        blobs_(blobs),
        file_(file),
        history_(history),
        diagnostics_(diagnostics),
        amount_(find_column(schema, "amount")),
        currency_(find_column(schema, "currency")),
        spans_(date_spans(schema)),
        cells_(schema.columns.size(), kNullCell) {}

  // A whole table.
  void read(std::string_view text, char delimiter) {
    reserve(text, text.size());
    read_part(text, delimiter);
  }
  void read(CsvFile& file, char delimiter) {
    for (bool first = true, go_on = true; go_on; first = false) {
      auto part = file.next();
      if (!part) add_error(std::move(part).error());
      if (!part || part->empty()) break;
      if (first) reserve(*part, file.size());
      go_on = read_part(*part, delimiter);
    }
  }

 private:
  // Room for as many records as the first lines let expect; too few costs a little time, too many a little memory.
  void reserve(std::string_view text, std::uintmax_t size) {
    constexpr std::size_t kSample = 64 * 1024;
    constexpr std::size_t kShortestLine = 16;
    const std::string_view sample = text.substr(0, kSample);
    const auto lines = static_cast<std::size_t>(std::ranges::count(sample, '\n')) + 1;
    history_.reserve(schema_.table, size / std::max(sample.size() / lines, kShortestLine));
  }

  // Some whole records of the table. Whether more can be read.
  bool read_part(std::string_view text, char delimiter) {
    if (const auto bad = find_bad_utf8(text)) {
      const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
      fail(next_line_ + static_cast<std::size_t>(lines), {},
           "found a byte that is not UTF-8, expected UTF-8 text without NUL; save the file as UTF-8");
      return false;
    }
    text_ = text;
    CsvReader reader(text, delimiter, next_line_);
    bool more = true;
    while (more && advance(reader, more)) more = take(reader.line());
    finish_pending();  // its texts are about to go
    next_line_ = reader.next_line();
    return more;
  }

  // Whether there is a next record in the part; `sound` becomes false if what follows cannot be read.
  bool advance(CsvReader& reader, bool& sound) {
    auto more = reader.next(fields_);
    if (more) return *more;
    finish_pending();
    add_error(std::move(more).error());
    return sound = false;
  }

  // Whether the table can be read on.
  bool take(std::size_t line) {
    if (columns_.empty()) return read_header(fields_);
    const bool tags = std::exchange(below_header_, false) && is_tag_row(fields_);
    if (!tags && !fields_.front().starts_with("# ")) read_record(line, fields_);
    return true;
  }

  void add_error(Error error) {
    error.file = file_;
    diagnostics_.add(std::move(error));
  }

  void fail(std::size_t line, std::string_view column, std::string message) {
    if (hidden_) return;
    finish_pending();  // errors come in the order of the lines
    report(line, column, std::move(message));
  }
  void report(std::size_t line, std::string_view column, std::string message) {
    diagnostics_.add({ErrorCode::bad_input, std::move(message), file_, line, std::string(column)});
  }

  bool read_header(const std::vector<std::string_view>& fields) {
    bool ok = true;
    for (const std::string_view field : fields) {
      const auto column = find_column(schema_, field);
      if (!column) {
        diagnostics_.warn({ErrorCode::bad_input,
                           "not a column of " + std::string(schema_.name) +
                               ", ignored; `servanda tables` lists the columns",
                           file_, 1, std::string(field)});
        columns_.push_back(kIgnored);
        continue;
      }
      if (std::ranges::find(columns_, *column) != columns_.end()) {
        fail(1, field, "found the column twice, expected it once; remove one of the two");
        ok = false;
      }
      columns_.push_back(*column);
    }
    seen_.resize(columns_.size());
    for (std::size_t i = 0; i < schema_.columns.size(); ++i) {
      const Column& column = schema_.columns[i];
      const bool given = std::ranges::find(columns_, i) != columns_.end();
      const bool by_id = std::ranges::find(columns_, std::size_t{kId}) != columns_.end();
      if (column.key && !given && !(by_id && i != kId) && column.type != CellType::date && !optional_key(i)) {
        fail(1, column.name, "the header lacks this column of the key, expected it in every " +
                                 std::string(schema_.name) + " file; add it");
        ok = false;
      }
    }
    return ok;
  }

  // `document_facts` is keyed by term or commitment: either may be blank.
  bool optional_key(std::size_t column) const {
    return schema_.table == Table::document_facts && schema_.columns[column].type == CellType::text;
  }

  static bool is_tag_row(const std::vector<std::string_view>& fields) {
    bool any = false;
    for (const std::string_view field : fields) {
      if (field.empty()) continue;
      if (field.size() < 2 || field[0] != '#' || field[1] == ' ') return false;
      any = true;
    }
    return any;
  }

  void read_record(std::size_t line, const std::vector<std::string_view>& fields) {
    if (fields.size() != columns_.size())
      return fail(line, {}, "found " + std::to_string(fields.size()) + " fields, expected " +
                                std::to_string(columns_.size()) +
                                " as in the header; quote fields that hold the delimiter, or remove the extra ones");
    hidden_ = rows_ != nullptr && !rows_->hold(schema_.table, field_of(fields, kId), field_of(fields, kLabel));
    if (hidden_ && schema_.table != Table::sources) return;
    std::ranges::fill(cells_, kNullCell);
    names_.clear();
    bool ok = true;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (columns_[i] == kIgnored || fields[i].empty()) continue;
      const Column& column = schema_.columns[columns_[i]];
      Cell& cell = cells_[columns_[i]];
      if (seen_[i].find(fields[i], cell)) continue;
      if (seen_[i].given_up() && can_wait(column, fields[i])) {
        names_.emplace_back(columns_[i], history_.texts().seek(fields[i]));
        cell = 0;  // not blank
        continue;
      }
      std::string expected;
      if (parse_cell(column, fields[i], history_.texts(), cell, expected)) {
        seen_[i].remember(fields[i], cell);
        continue;
      }
      fail(line, column.name, found_expected(fields[i], expected, mend(column)));
      ok = false;
    }
    if (schema_.table == Table::documents && ok) ok = read_document(line);
    if (ok && complete(line)) keep(line);
    hidden_ = false;
  }

  std::string_view field_of(const std::vector<std::string_view>& fields, std::size_t column) const {
    const auto found = std::ranges::find(columns_, column);
    return found == columns_.end() ? std::string_view() : fields[static_cast<std::size_t>(found - columns_.begin())];
  }

  // Records wait a little on their way, in three steps, so that memory is at hand when it is needed: first the texts of
  // their names, then the numbers of these, then the place of their key.
  using Names = std::vector<std::pair<std::size_t, Interner::Sought>>;  // columns whose texts have no number yet
  struct Pending {
    std::size_t line = 0;
    bool hidden = false;
    std::vector<Cell> cells;
    Names names;
    History::KeyHash key{};
  };
  static constexpr std::size_t kAhead = 8;

  // Whether the text lives as long as the table's, and nothing but its number is needed of it.
  bool can_wait(const Column& column, std::string_view field) const {
    if (schema_.table == Table::revisions || schema_.table == Table::documents) return false;
    if ((column.type != CellType::id && column.type != CellType::reference) || !is_name(field)) return false;
    return std::less_equal<>()(text_.data(), field.data()) &&
           std::less_equal<>()(field.data() + field.size(), text_.data() + text_.size());
  }

  void keep(std::size_t line) {
    if (pending_.empty()) pending_.resize(3 * kAhead + 1);
    Pending& pending = pending_[kept_++ % pending_.size()];
    pending.line = line;
    pending.hidden = hidden_;
    pending.cells.swap(cells_);
    pending.names.swap(names_);
    cells_.resize(schema_.columns.size());
    if (kept_ - approached_ > kAhead) approach_names();
    if (approached_ - named_ > kAhead) number_names();
    if (named_ - added_ > kAhead) add_pending();
  }
  void approach_names() {
    const Pending& pending = pending_[approached_++ % pending_.size()];
    for (const auto& [column, name] : pending.names) history_.texts().approach(name);
  }
  void number_names() {
    Pending& pending = pending_[named_++ % pending_.size()];
    for (const auto& [column, name] : pending.names) pending.cells[column] = history_.texts().intern(name);
    pending.key = history_.seek(schema_.table, pending.cells);
  }
  void add_pending() { add(pending_[added_++ % pending_.size()]); }
  void finish_pending() {
    while (approached_ < kept_) approach_names();
    while (named_ < kept_) number_names();
    while (added_ < named_) add_pending();
  }

  // Reads the file that a document names, and has the entry commit to its bytes.
  bool read_document(std::size_t line) {
    Cell& cell = cells_[column_index(Table::documents, "file")];
    if (cell == kNullCell || blobs_ == nullptr) return true;
    const std::string_view name = history_.texts().text(static_cast<TextId>(cell));
    const std::size_t at = std::min(name.find(kDigestMark), name.size());
    const fs::path path(name.substr(0, at));
    if (is_outside(path)) {
      fail(line, "file", found_expected(name, "a path inside the folder", "move the text into the folder"));
      return false;
    }
    auto bytes = read_file_bytes(fs::path(file_).parent_path() / path);
    if (!bytes) {
      fail(line, "file", "found '" + path.string() + "', expected a file that can be read (" + bytes.error().message +
                             "); add it, or leave the column blank");
      return false;
    }
    const Hash hash = sha256(*bytes);
    const std::string committed = path.generic_string() + std::string(kDigestMark) + hex(hash);
    if (at < name.size() && name != committed) {
      fail(line, "file", found_expected(name, "the digest of the file, " + committed, "restore the file, or leave the "
                                                                                      "digest away"));
      return false;
    }
    cell = history_.texts().intern(committed);
    (*blobs_)[hash] = *std::move(bytes);
    return true;
  }

  static std::string_view mend(const Column& column) {
    switch (column.type) {
      case CellType::date: return "write the date as precisely as it is known, or leave it blank";
      case CellType::decimal:
      case CellType::quantity:
      case CellType::share:
      case CellType::integer:
      case CellType::rank: return "write plain digits, or leave it blank if it is not known";
      case CellType::label: return "correct the label: an unknown one lets nobody in";
      default: return "correct it, or leave it blank if it is not known";
    }
  }

  bool complete(std::size_t line) {
    bool ok = true;
    const bool by_id = cells_[kId] != kNullCell;
    for (std::size_t i = 0; i < schema_.columns.size(); ++i) {
      const Column& column = schema_.columns[i];
      if (!column.key || cells_[i] != kNullCell || (by_id && !schema_.id_is_key)) continue;
      if ((column.type == CellType::date && i != kKnownDate) || optional_key(i)) continue;
      fail(line, column.name, "found a blank, expected " + expectation(column) + ": it is part of the key; fill it in");
      ok = false;
    }
    return consistent(line) && ok;
  }

  bool consistent(std::size_t line) {
    if (amount_ && currency_ && cells_[*amount_] != kNullCell && cells_[*currency_] == kNullCell) {
      fail(line, "currency", "found an amount without a currency, expected an ISO 4217 code such as EUR; fill it in");
      return false;
    }
    if (schema_.table == Table::revisions) return revision_fits(line);
    if (const auto span = exchanged(spans_, [&](std::size_t column) { return cells_[column]; })) {
      fail(line, schema_.columns[span->second].name,
           found_expected(date(span->second).to_string(), "a date not before `" + std::string(schema_.columns[span->first].name) + "`, " + date(span->first).to_string(),
                          "exchange the two or correct one"));
      return false;
    }
    return true;
  }

  PartialDate date(std::size_t column) const {
    return PartialDate::from_packed(static_cast<std::int32_t>(cells_[column]));
  }

  // A revision must name a table, one of its columns, and a value that the column takes.
  bool revision_fits(std::size_t line) {
    const auto text = [&](std::string_view name) {
      const Cell cell = cells_[*find_column(schema_, name)];
      return cell == kNullCell ? std::string_view{} : history_.texts().text(static_cast<TextId>(cell));
    };
    const TableSchema* table = find_table_of_kind(text("of_kind"));
    if (table == nullptr) {
      fail(line, "of_kind", found_expected(text("of_kind"), "the kind of an entry such as pledge",
                                           "`servanda tables` lists the kinds"));
      return false;
    }
    // `status` and `quantity` are fields of every promise: the ladder's exits, and the quantity of its one line.
    const auto column = find_column(*table, text("field"));
    if (!column) {
      if (text("field") == "status" || text("field") == "quantity") return true;
      fail(line, "field", found_expected(text("field"), "a column of " + std::string(table->name),
                                         "`servanda tables` lists the columns"));
      return false;
    }
    Cell parsed = kNullCell;
    std::string expected;
    if (parse_cell(table->columns[*column], text("is"), history_.texts(), parsed, expected)) return true;
    fail(line, "is", found_expected(text("is"), expected, "write the value as in " + std::string(table->name)));
    return false;
  }

  bool leads_nowhere(const Pending& record) const {
    if (schema_.table != Table::links) return false;
    const Cell from = record.cells[column_index(Table::links, "from")];
    return from != kNullCell && from == record.cells[column_index(Table::links, "to")];
  }

  void add(const Pending& record) {
    if (leads_nowhere(record)) {
      const Cell place = record.cells[column_index(Table::links, "to")];
      return report(record.line, "to", found_expected(history_.texts().text(static_cast<TextId>(place)), "another place than `from`",
                                                      "correct one of the two"));
    }
    const RowIndex known = history_.append_new(schema_.table, record.cells, record.key);
    if (known != kNoRow && !record.hidden) {
      const std::string name = history_.name(schema_.table, known);
      return report(record.line, schema_.id_is_key ? "id" : std::string_view{},
                  "found the key '" + name + "' a second time, expected each key once; " +
                      (schema_.id_is_key ? "rename or remove one of the rows"
                                         : "remove one of the rows, or give both an id"));
    }
  }

  static constexpr std::size_t kIgnored = static_cast<std::size_t>(-1);
  const TableSchema& schema_;
  RowsFor* rows_;
  Blobs* blobs_;
  const std::string& file_;
  History& history_;
  Diagnostics& diagnostics_;
  std::optional<std::size_t> amount_;
  std::optional<std::size_t> currency_;
  std::vector<DateSpan> spans_;
  std::vector<std::size_t> columns_;  // of the schema, for each field
  std::vector<CellCache> seen_;       // for each field
  std::vector<Cell> cells_;           // of the record that is being read
  Names names_;
  std::string_view text_;  // the part that is being read
  std::size_t next_line_ = 1;
  bool below_header_ = true;
  std::vector<std::string_view> fields_;
  bool hidden_ = false;  // the record that is being read, from the reader
  std::vector<Pending> pending_;  // a ring: added_ <= named_ <= approached_ <= kept_
  std::size_t kept_ = 0;
  std::size_t approached_ = 0;
  std::size_t named_ = 0;
  std::size_t added_ = 0;
};

// Reads datapackage.json: the programme, and which file holds which table.
class PackageReader {
 public:
  PackageReader(const fs::path& folder, History& history, Blobs& blobs, Diagnostics& diagnostics, const std::string& label_as)
      : folder_(folder),
        label_as_(label_as),
        file_(folder / "datapackage.json"),
        history_(history),
        blobs_(blobs),
        diagnostics_(diagnostics) {}

  // Whether nothing is wrong but tables.
  bool read() {
    auto bytes = read_file_bytes(file_);
    if (!bytes) {
      diagnostics_.add(std::move(bytes).error());
      return false;
    }
    const auto package = json_of<Json>(*bytes, kDeepest);
    if (!package || !package->is_object())
      return fail({}, "found text that is not a JSON object, expected a Frictionless data package; see `servanda init "
                      "DIR --template`");
    const bool programme = read_programme(package->value("servanda", Json()));
    read_resources(package->value("resources", Json::array()));
    if (!label_as_.empty() && !(programme && know_reader())) return false;
    for (const Resource& resource : resources_) read_resource(resource, history_, diagnostics_);
    return sound_;
  }

 private:
  struct Resource {
    const TableSchema* table;
    fs::path path;
    char delimiter;
  };
  static constexpr int kDeepest = 32;  // levels of JSON; a package has six

  bool fail(std::string_view column, std::string message) {
    diagnostics_.add({ErrorCode::bad_input, std::move(message), file_.string(), 0, std::string(column)});
    return sound_ = false;
  }

  static std::string text_of(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (!value.is_array()) return value.dump();
    std::string out;
    for (const Json& part : value) out += (out.empty() ? "" : ";") + text_of(part);
    return out;
  }

  bool read_programme(const Json& programme) {
    if (!programme.is_object())
      return fail("servanda", "found nothing, expected an object with name, recipients, reporting_currency and "
                              "report_date; see `servanda init DIR --template`");
    const TableSchema& schema = schema_of(Table::programme);
    std::vector<Cell> cells(schema.columns.size(), kNullCell);
    cells[kId] = history_.texts().intern("programme");
    bool ok = true;
    for (const auto& [name, value] : programme.items()) {
      const auto column = find_column(schema, name);
      if (!column || *column == kId) {
        diagnostics_.warn({ErrorCode::bad_input, "not a property of a programme, ignored", file_.string(), 0, name});
        continue;
      }
      std::string expected;
      if (parse_cell(schema.columns[*column], text_of(value), history_.texts(), cells[*column], expected)) continue;
      fail(name, found_expected(text_of(value), expected, "correct it"));
      ok = false;
    }
    for (const std::string_view name : {"name", "reporting_currency", "report_date"}) {
      if (cells[*find_column(schema, name)] != kNullCell) continue;
      if (programme.contains(name) && !text_of(programme.at(std::string(name))).empty()) continue;  // said above
      fail(name, "found nothing, expected " + expectation(schema.columns[*find_column(schema, name)]) + "; state it");
      ok = false;
    }
    if (ok) history_.append(Table::programme, Operation::state, cells, kNoRow);
    return ok;
  }

  void read_resources(const Json& resources) {
    std::set<Table> listed;
    if (!resources.is_array() && !resources.is_null()) {
      fail("resources", found_expected(resources.dump(), "a list of tables, {\"name\", \"path\"} each", "correct it"));
      return;
    }
    for (const Json& resource : resources) {
      const auto name = text_property(resource, "name", "");
      if (!name) continue;
      const TableSchema* table = find_table(*name);
      if (table == nullptr || table->table == Table::programme) {
        diagnostics_.warn({ErrorCode::bad_input, "'" + *name + "' is not a table, ignored; `servanda tables` lists them",
                           file_.string(), 0, "resources"});
        continue;
      }
      listed.insert(table->table);
      const auto path = text_property(resource, "path", *name + ".csv");
      const auto delimiter = text_property(resource.value("dialect", Json::object()), "delimiter", ",");
      if (!path || !delimiter) continue;
      if (delimiter->size() != 1)
        fail("resources", found_expected(*delimiter, "one character as delimiter", "correct it"));
      else if (is_outside(*path))
        fail("resources", found_expected(*path, "a path inside the folder", "move the table into the folder"));
      else
        resources_.push_back({table, folder_ / *path, delimiter->front()});
    }
    for (const TableSchema& table : all_tables()) {
      const fs::path path = folder_ / (std::string(table.name) + ".csv");
      if (table.table != Table::programme && !listed.contains(table.table) && fs::exists(path))
        resources_.push_back({&table, path, ','});
    }
  }

  // Whether the reader is one of the table readers.
  bool know_reader() {
    rows_.emplace(label_as_);
    History readers;
    Diagnostics wrong;
    for (const Resource& resource : resources_)
      if (resource.table->table == Table::readers) read_resource(resource, readers, wrong);
    auto reader = find_reader(readers, label_as_);
    if (!reader) wrong.add(std::move(reader).error());
    for (const Error& error : wrong.errors()) diagnostics_.add(error);
    if (!wrong.ok()) return false;
    const Cell today = history_.cell(Table::programme, 0, column_index(Table::programme, "report_date"));
    rows_->know(*std::move(reader), PartialDate::from_packed(static_cast<std::int32_t>(today)).last(),
                history_.text(Table::programme, 0, kLabel));
    return true;
  }

  // A member of a resource that has to be a text; `otherwise` where there is none.
  std::optional<std::string> text_property(const Json& object, const std::string& name, const std::string& otherwise) {
    if (object.is_object() && !object.contains(name)) return otherwise;
    if (object.is_object() && object.at(name).is_string()) return object.at(name).get<std::string>();
    fail("resources", found_expected(object.dump(), "an object with a text as " + name, "correct it"));
    return std::nullopt;
  }

  void read_resource(const Resource& resource, History& history, Diagnostics& diagnostics) {
    const std::size_t wrong = diagnostics.count();
    const std::string name = resource.path.string();
    if (auto file = CsvFile::open(resource.path))
      TableReader(*resource.table, name, history, &blobs_, diagnostics, rows_ ? &*rows_ : nullptr).read(*file, resource.delimiter);
    else
      diagnostics.add(std::move(file).error());
    if (diagnostics.count() > wrong) history.unread()->add(resource.table->table);
  }

  const fs::path& folder_;
  const std::string& label_as_;
  fs::path file_;
  History& history_;
  Blobs& blobs_;
  Diagnostics& diagnostics_;
  std::vector<Resource> resources_;
  std::optional<RowsFor> rows_;  // for a reader
  bool sound_ = true;
};

// Finds cycles in a graph of names: depth first, each node once.
class CycleFinder {
 public:
  void add(std::string from, std::string to) { edges_[std::move(from)].push_back(std::move(to)); }

  // The names along the first cycle found, in order of the names; empty if there is none.
  std::vector<std::string> find() {
    std::vector<std::string> starts;
    for (const auto& [from, to] : edges_) starts.push_back(from);
    std::ranges::sort(starts);
    for (const std::string& start : starts)
      if (visit(start)) return {std::ranges::find(path_, path_.back()), path_.end()};
    return {};
  }

 private:
  enum class State { unseen, open, done };

  // Iterative, as chains may be as long as a table. True when path_ ends with a node that it already holds.
  bool visit(const std::string& start) {
    if (states_[start] != State::unseen) return false;
    std::vector<std::pair<std::string, std::size_t>> stack{{start, 0}};
    path_ = {start};
    states_[start] = State::open;
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      const auto found = edges_.find(node);
      if (found == edges_.end() || next == found->second.size()) {
        states_[node] = State::done;
        stack.pop_back();
        path_.pop_back();
        continue;
      }
      const std::string to = found->second[next++];
      if (states_[to] == State::done) continue;
      path_.push_back(to);
      if (states_[to] == State::open) return true;
      states_[to] = State::open;
      stack.emplace_back(to, 0);
    }
    return false;
  }

  std::unordered_map<std::string, std::vector<std::string>> edges_;
  std::unordered_map<std::string, State> states_;
  std::vector<std::string> path_;
};

// Whether `of` of contracts and allocations may lead back to where it began. Names are numbers here: to find that there is
// no cycle takes a hundredth of the time that it takes to name one.
bool parents_may_cycle(const History& history) {
  constexpr TextId kNone = -1;
  std::vector<TextId> parent(history.texts().size(), kNone);
  std::vector<TextId> names;
  for (const auto& [table, of] : {std::pair{Table::contracts, column_index(Table::contracts, "of")},
                                  std::pair{Table::allocations, column_index(Table::allocations, "of")}}) {
    for (RowIndex row = 0; row < history.rows(table); ++row) {
      const Cell name = history.cell(table, row, kId);
      const Cell above = history.cell(table, row, of);
      if (name == kNullCell || above == kNullCell) continue;
      TextId& known = parent[static_cast<std::size_t>(name)];
      if (known != kNone && known != above) return true;  // two ways up: for others to follow
      if (known == kNone) names.push_back(static_cast<TextId>(name));
      known = static_cast<TextId>(above);
    }
  }
  std::vector<TextId> seen_from(parent.size(), kNone);
  for (const TextId name : names) {
    for (TextId at = name; at != kNone; at = parent[static_cast<std::size_t>(at)]) {
      TextId& from = seen_from[static_cast<std::size_t>(at)];
      if (from == name) return true;
      if (from != kNone) break;  // from there up it was followed before
      from = name;
    }
  }
  return false;
}

void report_cycle(CycleFinder& finder, const std::string& file, const std::string& column, const std::string& what,
                  Diagnostics& diagnostics) {
  const auto cycle = finder.find();
  if (cycle.empty()) return;
  std::string names;
  for (const std::string& name : cycle) names += (names.empty() ? "" : " -> ") + name;
  diagnostics.add({ErrorCode::bad_input,
                   "found a cycle " + names + ", expected " + what + " to lead to an end; remove one of these rows", file,
                   0, column});
}

}  // namespace

void read_table(Table table, std::string_view text, char delimiter, const std::string& file, History& history,
                Diagnostics& diagnostics) {
  TableReader(schema_of(table), file, history, nullptr, diagnostics).read(text, delimiter);
}

bool read_folder(const fs::path& folder, History& history, Blobs& blobs, Diagnostics& diagnostics, const std::string& label_as) {
  if (!PackageReader(folder, history, blobs, diagnostics, label_as).read()) return false;
  const std::size_t wrong = diagnostics.count();
  check_references(history, folder.string(), diagnostics);
  return diagnostics.count() == wrong;
}

void read_table_file(const fs::path& file, History& history, Blobs& blobs, Diagnostics& diagnostics) {
  const TableSchema* table = find_table(file.stem().string());
  if (table == nullptr || table->table == Table::programme || file.extension() != ".csv")
    return diagnostics.add({ErrorCode::bad_input,
                            found_expected(file.filename().string(), "a table's name such as pledges.csv",
                                           "rename it; `servanda tables` lists the tables"),
                            file.string(), 0, {}});
  auto text = CsvFile::open(file);
  if (!text) return diagnostics.add(std::move(text).error());
  const std::string name = file.string();
  TableReader(*table, name, history, &blobs, diagnostics).read(*text, ',');
}

void check_references(const History& history, const std::string& file, Diagnostics& diagnostics) {
  CycleFinder relations;
  const auto relation_text = [&](RowIndex row, std::string_view column) {
    return history.text(Table::relations, row, *find_column(schema_of(Table::relations), column));
  };
  for (RowIndex row = 0; row < history.rows(Table::relations); ++row) {
    const std::string kind = relation_text(row, "kind");
    if (kind != "part_of" && kind != "repeats" && kind != "replaces") continue;  // the others net nothing
    relations.add(relation_text(row, "from_kind") + " " + relation_text(row, "from"),
                  relation_text(row, "to_kind") + " " + relation_text(row, "to"));
  }
  report_cycle(relations, file, "relations", "part_of, repeats and replaces", diagnostics);

  if (!parents_may_cycle(history)) return;
  CycleFinder parents;
  for (RowIndex row = 0; row < history.rows(Table::contracts); ++row)
    parents.add(history.name(Table::contracts, row),
                history.text(Table::contracts, row, column_index(Table::contracts, "of")));
  for (RowIndex row = 0; row < history.rows(Table::allocations); ++row)
    parents.add(history.name(Table::allocations, row),
                history.text(Table::allocations, row, column_index(Table::allocations, "of")));
  report_cycle(parents, file, "of", "every `of`", diagnostics);
}

}  // namespace servanda
