#include "dashboard/page_settings.h"

#include <gtest/gtest.h>

namespace mtxmon {
namespace {

std::string error(std::string_view url) {
  const auto good = check_grafana_url(url);
  return good ? "no error" : good.error().message;
}

TEST(PageSettings, ALinkToGrafanaMayHaveFourWords) {
  EXPECT_EQ(error(""), "no error");
  EXPECT_EQ(error("https://g.example/d/x?var-node={node}&var-path={path}&from={from}&to={to}"),
            "no error");
  EXPECT_EQ(error("https://g/d/x?var-job={job}"),
            "\"https://g/d/x?var-job={job}\" has braces that mean nothing; {node}, {path}, {from} "
            "and {to} are replaced");
  EXPECT_EQ(error("grafana/d/x"),
            "\"grafana/d/x\" is not the URL of a dashboard of Grafana; write "
            "https://HOST/d/mediamtx-overview?var-node={node}&var-path={path}");
  EXPECT_NE(error("https://{node}/d/x"), "no error");
  EXPECT_EQ(error("https://u:planted@g/d/x").find("planted"), std::string::npos);
}

TEST(PageSettings, WhatIsNotConfiguredIsNull) {
  EXPECT_EQ(page_json({}), R"({"grafana_url":null})");
  EXPECT_EQ(page_json({.grafana_url = "https://g/\"{path}"}),
            R"({"grafana_url":"https://g/\"{path}"})");
}

}  // namespace
}  // namespace mtxmon
