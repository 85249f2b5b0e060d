#include "tests/integration/programs/json_view.h"

#include <cmath>

namespace mtxmon {

JsonView JsonView::parse(std::string_view text) {
  auto document = std::make_shared<simdjson::dom::parser>();
  simdjson::dom::element element;
  if (document->parse(text.data(), text.size()).get(element) != simdjson::SUCCESS) return {};
  return {std::move(document), element};
}

JsonView JsonView::operator[](std::string_view key) const {
  simdjson::dom::element member;
  if (!exists() || (*element_)[key].get(member) != simdjson::SUCCESS) return {};
  return {document_, member};
}

JsonView JsonView::find(std::string_view key, std::string_view value) const {
  for (const JsonView& item : items()) {
    if (item[key].exists() && item[key].text() == value) return item;
  }
  return {};
}

std::vector<JsonView> JsonView::items() const {
  std::vector<JsonView> views;
  simdjson::dom::array array;
  if (!exists() || element_->get(array) != simdjson::SUCCESS) return views;
  for (const simdjson::dom::element item : array) views.push_back(JsonView(document_, item));
  return views;
}

std::string JsonView::text() const {
  std::string_view text;
  if (!exists() || element_->get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

double JsonView::number() const {
  double number = NAN;
  if (exists() && element_->get(number) != simdjson::SUCCESS) return NAN;
  return number;
}

bool JsonView::is(bool value) const {
  bool found = !value;
  return exists() && element_->get(found) == simdjson::SUCCESS && found == value;
}

}  // namespace mtxmon
