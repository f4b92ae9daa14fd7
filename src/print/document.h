#pragma once
// What is printed: a page or more with a heading, a few facts, tables and remarks. Filled by statement.h and by whoever
// has a table; made a file by pdf.h and xlsx.h.

#include <string>
#include <utility>
#include <vector>

#include "reports/table.h"

namespace scrip::print {

struct Section {
  std::string title;  // may be empty
  reports::Table table;
  bool total = false;  // a last row with the sums of the columns that add up
};

struct Document {
  std::string issuer;  // who prints it, at the top: the authority's name
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;  // label and value
  std::vector<Section> sections;
  std::vector<std::string> remarks;  // paragraphs after the tables
  std::string footer;  // on every page, left of the page's number
};

}  // namespace scrip::print
