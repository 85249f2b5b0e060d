#include "dashboard/csv_writer.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace mtxmon {

void CsvWriter::begin_cell() {
  if (!at_start_) out_.push_back(',');
  at_start_ = false;
}

CsvWriter& CsvWriter::text(std::string_view content) {
  begin_cell();
  const bool formula = content.find_first_of("=+-@\t\r\n") == 0;
  if (content.find_first_of(",\"\r\n") == std::string_view::npos) {
    if (formula) out_.push_back('\'');
    out_ += content;
    return *this;
  }
  out_ += formula ? "\"'" : "\"";
  for (const char c : content) {
    if (c == '"') out_.push_back('"');
    out_.push_back(c);
  }
  out_.push_back('"');
  return *this;
}

CsvWriter& CsvWriter::number(double value) {
  begin_cell();
  if (std::isfinite(value)) fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}

CsvWriter& CsvWriter::empty() {
  begin_cell();
  return *this;
}

void CsvWriter::end_row() {
  out_ += "\r\n";
  at_start_ = true;
}

}  // namespace mtxmon
