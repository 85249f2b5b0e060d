#include "tests/simulator/page_request.h"

#include <gtest/gtest.h>

namespace mtxmon::sim {
namespace {

std::string error_of(std::string_view query) {
  const Result<PageRequest> page = parse_page_request(query);
  return page.ok() ? "" : page.error().message;
}

TEST(PageRequest, Defaults) {
  const Result<PageRequest> page = parse_page_request("other=1");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->items_per_page, 100U);
  EXPECT_EQ(page->page, 0U);
}

TEST(PageRequest, SaysWhatMediaMtxSays) {
  EXPECT_EQ(error_of("itemsPerPage=0"), "invalid items per page");
  EXPECT_EQ(error_of("page=x"), "strconv.ParseUint: parsing \"x\": invalid syntax");
  EXPECT_EQ(error_of("page=-1"), "strconv.ParseUint: parsing \"-1\": invalid syntax");
  EXPECT_EQ(error_of("page=1.5"), "strconv.ParseUint: parsing \"1.5\": invalid syntax");
  EXPECT_EQ(error_of("itemsPerPage=2147483648"),
            "strconv.ParseUint: parsing \"2147483648\": value out of range");
  EXPECT_EQ(error_of("page=99999999999999999999999"),
            "strconv.ParseUint: parsing \"99999999999999999999999\": value out of range");
}

TEST(PageRequest, CountsPages) {
  const PageRequest page{.items_per_page = 100, .page = 2};
  EXPECT_EQ(page.page_count(0), 0U);
  EXPECT_EQ(page.page_count(250), 3U);
  EXPECT_EQ(page.page_count(300), 3U);
  EXPECT_EQ(page.first(), 200U);
  EXPECT_EQ(list_envelope(250, page, "1,2"), R"({"itemCount":250,"pageCount":3,"items":[1,2]})");
}

}  // namespace
}  // namespace mtxmon::sim
