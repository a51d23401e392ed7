#pragma once

#include <string>
#include <vector>

#include "brief/view.h"

namespace servanda {

// What the map shows: donor countries by what they pledged; where no donor is a country, recipient countries by what
// reached them; and the places of the network that have coordinates.
struct MapData {
  struct Shaded {
    Country country;
    bool is_country;   // false: a party that is none, listed under the map
    std::string code;
    std::string name;
    StageSum sum;
  };
  struct Place {
    std::string id;
    std::string name;
    std::string kind;
    Decimal lat;
    Decimal lon;
  };
  enum class Of { donors, recipients };
  Of of = Of::donors;
  Stage stage = Stage::pledged;
  std::vector<Shaded> shaded;  // by value
  std::vector<Place> places;   // by id
  std::vector<Country> recipients;  // of the programme, where they are countries; empty where they are what is shaded

  bool empty() const { return shaded.empty() && places.empty(); }
};
MapData map_data(const BriefView& view);

}  // namespace servanda
