#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/partial_date.h"
#include "base/result.h"
#include "book/label.h"

// Confidentiality labels of others, as XML.
//   Policies    XML SPIF: classifications, tag sets of categories, what excludes or requires what, how it is shown
//   Labels      STANAG 4774 (urn:nato:stanag:4774:confidentialitymetadatalabel:1:0), or the plain form that Spiffing's
//               test suite uses (http://surevine.com/xmlns/spiffy)
//   Clearances  the plain form
// and the two ways between a STANAG 4774 label under our own policy and the Label that the book decides by.
//
// All XML here is refused with bad_input if it has a DOCTYPE, is not UTF-8, is over 1 MiB, nests deeper than 64 or has
// an element of more than 64 attributes; nothing outside the given text is ever read. In labels and clearances an
// element that is not known is an Error, since it could be a restriction.

namespace servanda::spif {

struct Policy;

// What a policy file says of itself. A defect is something wrong that leaves no doubt about what is meant.
struct PolicySummary {
  std::string id;  // object identifier, dotted
  std::string name;
  std::vector<std::string> defects;
};

// A label whose every part is known to its policy. It shares the policy with the set that read it, so that it may
// outlive the set.
struct SecurityLabel {
  std::shared_ptr<const Policy> policy;
  std::size_t classification = 0;       // as the policy numbers them
  std::vector<std::size_t> categories;  // likewise; sorted, which is the order of display
  std::vector<std::string> defects;
};

struct Clearance {
  std::shared_ptr<const Policy> policy;
  std::vector<std::size_t> classifications;  // a set and not a ceiling; sorted by hierarchy
  std::vector<std::size_t> categories;       // sorted
};

class PolicySet {
 public:
  // Reads an XML SPIF. Error if it cannot be understood, or a policy of that id or name is there already.
  // An end tag of the wrong name is a defect and no Error: which element it ends is never in doubt, and policies that
  // are in use have such.
  Result<PolicySummary> add(std::string_view spif_xml);

  // Error if the policy, the classification or a category is not known.
  Result<SecurityLabel> read_label(std::string_view xml) const;
  Result<Clearance> read_clearance(std::string_view xml) const;

 private:
  std::vector<std::shared_ptr<const Policy>> policies_;
};

// Whether the policy allows this combination of classification and categories.
bool valid(const SecurityLabel& label);

// The marking that a reader is shown, in the language nearest to `language` (a tag such as `fr-CA`; "" for the policy's
// own), as at the bottom of a page.
std::string marking(const SecurityLabel& label, std::string_view language = {});
std::string marking(const Clearance& clearance, std::string_view language = {});

// True if the label is valid, its classification is among the clearance's, each restrictive category is held, and of
// each tag with permissive categories in the label at least one is held. Informative ones do not count.
// Error if the two are under different policies, or were read by different sets.
Result<bool> access(const SecurityLabel& label, const Clearance& clearance);

// ---- our own policy

inline constexpr std::string_view kAidPolicy = "AID";
inline constexpr std::string_view kAidPolicyId = "2.25.163139435818494058027433508154132876018";

// Our policy as XML SPIF, for those who get labels from us; `partners` are the names after REL that are in use.
// `Releasable To` must be there above PUBLIC: ALL where the label has no REL, ORIGINATOR for nobody outside.
std::string aid_policy_xml(std::span<const std::string> partners);

struct LabelDates {
  Day created;
  Day review;
};

// The label as a STANAG 4774 label under our policy. STANAG 4774 has one list of whom it is releasable to, so several
// REL clauses become their intersection, which may shut out readers and never lets one in. Where nothing is left the
// label says Releasable To ORIGINATOR and Handling ORIGINATOR-ONLY: an absent list would mean no restriction.
// NOT-BEFORE becomes an Embargo category and a successor label without it.
std::string write_stanag_4774(const Label& label, const LabelDates& dates);

struct ImportedLabel {
  Label label;
  std::vector<std::string> defects;
};

// The other way. Error if the label is not under our policy, or names an unknown level or category.
// Lenient where that only makes the label stricter, each time with a defect: no creation date; no `Releasable To` above
// PUBLIC, an empty category, an embargo without an end (the label then asks for HANDLING:ORIGINATOR-ONLY); a list given
// twice (both must be met); a successor other than ours above (the join of both holds from the start).
// With at most one REL clause, read_stanag_4774(write_stanag_4774(label)) gives the label back.
Result<ImportedLabel> read_stanag_4774(std::string_view xml);

}  // namespace servanda::spif
