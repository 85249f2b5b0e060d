// CsvWriter: appends rows of RFC 4180 to a string, cell by cell. Texts may come from outside: they
// are quoted where they have to be, and one that a spreadsheet would take for a formula begins with
// an apostrophe. Not for use by several threads at once.
#pragma once

#include <string>
#include <string_view>

namespace mtxmon {

class CsvWriter {
 public:
  explicit CsvWriter(std::string& out) : out_(out) {}

  CsvWriter& text(std::string_view content);
  CsvWriter& number(double value);  // empty when it is not finite
  CsvWriter& empty();
  void end_row();

 private:
  void begin_cell();

  std::string& out_;
  bool at_start_ = true;
};

}  // namespace mtxmon
