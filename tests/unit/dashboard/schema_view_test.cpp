#include "dashboard/schema_view.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include "core/schema/schema.h"

namespace mtxmon {
namespace {

class SchemaViewTest : public testing::Test {
 protected:
  [[nodiscard]] simdjson::dom::array fields(std::string_view resource) {
    return root_["resources"][resource].get_array().value();
  }

  simdjson::dom::parser parser_;
  const std::string text_ = schema_json();
  const simdjson::dom::element root_ = parser_.parse(text_);
};

TEST_F(SchemaViewTest, HasEveryRowOfEveryTable) {
  for (const Resource* resource : kResources) {
    const auto rows = fields(resource->name);
    ASSERT_EQ(rows.size(), resource->fields.size()) << resource->name;
    std::size_t row = 0;
    for (const auto field : rows) {
      EXPECT_EQ(std::string_view(field["key"]), resource->fields[row].key);
      EXPECT_EQ(std::string_view(field["help"]["de"]), resource->fields[row].help_de);
      ++row;
    }
  }
}

TEST_F(SchemaViewTest, SaysWhatAFigureIs) {
  const auto rtt = fields("srt").at(0).value();
  EXPECT_EQ(std::string_view(rtt["native"]), "msRTT");
  EXPECT_EQ(std::string_view(rtt["role"]), "both");
  EXPECT_EQ(std::string_view(rtt["kind"]), "gauge");
  EXPECT_EQ(std::string_view(rtt["unit"]), "seconds");
  EXPECT_EQ(std::string_view(rtt["label"]["en"]), "Round trip");
  EXPECT_EQ(std::string_view(rtt["label"]["de"]), "Umlaufzeit");
  const auto metrics = rtt["metrics"].get_array().value();
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(std::string_view(metrics.at(0)), "mediamtx_srt_publish_rtt_seconds");
  EXPECT_EQ(std::string_view(metrics.at(1)), "mediamtx_srt_read_rtt_seconds");
}

TEST_F(SchemaViewTest, ADerivedFigureHasNoNativeName) {
  bool found = false;
  for (const auto field : fields("srt")) {
    if (std::string_view(field["key"]) != "link_loss_ratio") continue;
    found = true;
    EXPECT_EQ(field["native"].error(), simdjson::NO_SUCH_FIELD);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace mtxmon
