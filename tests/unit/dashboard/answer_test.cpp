#include "dashboard/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mtxmon {
namespace {

using testing::Contains;
using testing::Pair;

AnswerForm form_for(const std::string& accept, const std::string& query = "") {
  Request request;
  request.query = query;
  if (!accept.empty()) request.headers = {{"Accept", accept}};
  return answer_form(request).value();
}

std::string tag_of(const Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "ETag") return value;
  }
  return "";
}

TEST(AnswerForm, IsCsvWhenAcceptPrefersIt) {
  EXPECT_EQ(form_for(""), AnswerForm::Json);
  EXPECT_EQ(form_for("*/*"), AnswerForm::Json);
  EXPECT_EQ(form_for("text/html,application/xhtml+xml,*/*;q=0.8"), AnswerForm::Json);
  EXPECT_EQ(form_for("text/csv"), AnswerForm::Csv);
  EXPECT_EQ(form_for("TEXT/CSV; header=present"), AnswerForm::Csv);
  EXPECT_EQ(form_for("application/json;q=0.5, text/csv"), AnswerForm::Csv);
  EXPECT_EQ(form_for("application/json, text/csv;q=0.9"), AnswerForm::Json);
  EXPECT_EQ(form_for("text/csv;q=0"), AnswerForm::Json);
  EXPECT_EQ(form_for("text/csvx, ,;q="), AnswerForm::Json);
}

TEST(AnswerForm, IsWhatTheParameterSays) {
  EXPECT_EQ(form_for("application/json", "format=csv"), AnswerForm::Csv);
  EXPECT_EQ(form_for("text/csv", "format=json"), AnswerForm::Json);
}

TEST(Answer, HasATagThatChangesWithTheContent) {
  const Response one = json_answer("{}");
  EXPECT_EQ(tag_of(one).size(), 18U);
  EXPECT_EQ(tag_of(one), tag_of(json_answer("{}")));
  EXPECT_NE(tag_of(one), tag_of(json_answer("[]")));
  EXPECT_THAT(one.headers, Contains(Pair("Cache-Control", "no-cache")));
  EXPECT_THAT(one.headers, Contains(Pair("Vary", "Accept")));
}

TEST(Answer, OfCsvIsAFileWithAHarmlessName) {
  const Response csv = csv_answer("a\r\n", "../history-b\"\r\nX: y-\xC3\xBC.1");
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8; header=present");
  EXPECT_THAT(csv.headers, Contains(Pair("Content-Disposition",
                                         "attachment; filename=\"_._history-b___X__y-__.1.csv\"")));
}

}  // namespace
}  // namespace mtxmon
