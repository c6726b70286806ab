//! One file per forecasting model. Pure, and every random draw is seeded.
