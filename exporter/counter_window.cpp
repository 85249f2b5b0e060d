#include "exporter/counter_window.h"

namespace mtxmon {

void LossWindow::add(SteadyTime at, std::uint64_t lost, std::uint64_t good) {
  if (last_)
    steps_.push_back({at, counter_delta(last_->lost, lost), counter_delta(last_->good, good)});
  last_ = Step{at, lost, good};
  while (!steps_.empty() && at - steps_.front().at >= length_) steps_.pop_front();
}

std::optional<double> LossWindow::ratio() const {
  double lost = 0;
  double good = 0;
  for (const Step& step : steps_) {
    lost += static_cast<double>(step.lost);
    good += static_cast<double>(step.good);
  }
  if (lost + good <= 0) return std::nullopt;
  return lost / (lost + good);
}

}  // namespace mtxmon
