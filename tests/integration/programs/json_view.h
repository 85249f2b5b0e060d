// JsonView: what a program answered, looked at without ceremony. A path that does not exist is a
// view of nothing: its text is empty, its number is NaN, its size 0. Value; shares the document.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace mtxmon {

class JsonView {
 public:
  JsonView() = default;
  // Text that is not JSON is a view of nothing.
  static JsonView parse(std::string_view text);

  [[nodiscard]] bool exists() const { return element_.has_value(); }
  [[nodiscard]] JsonView operator[](std::string_view key) const;
  // The item of an array whose member `key` is the text `value`.
  [[nodiscard]] JsonView find(std::string_view key, std::string_view value) const;
  [[nodiscard]] std::vector<JsonView> items() const;
  [[nodiscard]] std::size_t size() const { return items().size(); }
  [[nodiscard]] std::string text() const;
  [[nodiscard]] double number() const;
  [[nodiscard]] bool is(bool value) const;
  [[nodiscard]] bool is_null() const { return exists() && element_->is_null(); }

 private:
  JsonView(std::shared_ptr<simdjson::dom::parser> document, simdjson::dom::element element)
      : document_(std::move(document)), element_(element) {}

  std::shared_ptr<simdjson::dom::parser> document_;
  std::optional<simdjson::dom::element> element_;
};

}  // namespace mtxmon
