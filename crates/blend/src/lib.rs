//! Combines experts into one calibrated distribution, couples it into members, scores it. Pure.
