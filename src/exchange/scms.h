#pragma once

#include <string>
#include <string_view>

#include "book/history.h"
#include "exchange/diagnostics.h"

namespace servanda {

// Reads the public delivery history of USAID's Supply Chain Management System ("Supply Chain Shipment Pricing Data", a
// CSV of 33 columns, one row an item of a delivery) as entries of a programme. Everything wrong goes to `diagnostics`;
// `history` is of use only if these stay ok. Entries that it has already, with the same values, are not written again.
//
// What becomes of a row
//   1. Rows of one ASN/DN are one consignment; rows of it with the same item are one line, summed, their number in its
//      note. Rows of one PO/SO are one contract; its amount is the sum of its rows, its due date the latest of its
//      consignments'.
//   2. A direct drop starts at its manufacturing site, or at "several sites" if its rows name more than one; what comes
//      from a regional distribution centre starts at one node for all of these, since the file does not say which.
//      A destination is a node a country, for the same reason.
//   3. PO sent: an actual event `contracted` of the contract. Delivered to client: an actual event `confirmed` of the
//      consignment, known on the day of its recording. Scheduled delivery: a planned event `confirmed` and `due`; of
//      several dates the earliest, and the note names all.
//   4. Consignment, contract, lines and planned event are known from the start date: PO sent, else PQ first sent. Where
//      there is neither it is unknown and stays blank; a warning counts these consignments.
//   5. A weight or freight belongs to its ASN once: a pointer to another row of the ASN adds nothing. Words ("Weight
//      Captured Separately", a pointer to elsewhere) mean unknown and stand in the note; figures beside them stay.
//      Tonnes are kilograms / 1000 to four places, half to even.
//   6. "Date Not Captured", "Pre-PQ Process", "N/A - From RDC" and blanks are unknown dates.
//   7. The programme is written only if `history` has none.
// "PQ first sent" is no stage: it serves rule 4 and is not kept. Left out too: project, quotation number, pack and unit
// price, insurance, molecule, brand, dosage, first line designation, and the sites behind the distribution centres.
void read_scms(std::string_view text, const std::string& file, History& history, Diagnostics& diagnostics);

}  // namespace servanda
