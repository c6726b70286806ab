pub(in crate::time) use crate::numbers::{CARDINALS, ORDINALS};

/// Parts of a unit, in hundredths: `half an hour`.
pub(in crate::time) const FRACTIONS: &[(&str, i64)] = &[
    ("half", 50),
    ("half a", 50),
    ("half an", 50),
    ("half of a", 50),
    ("half of an", 50),
    ("a half", 50),
    ("a quarter", 25),
    ("one half", 50),
    ("quarter of a", 25),
    ("quarter of an", 25),
    ("a quarter of a", 25),
    ("a quarter of an", 25),
    ("three quarters of a", 75),
    ("three quarters of an", 75),
    ("three quarter of an", 75),
    ("1 / 2", 50),
    ("1 / 4", 25),
    ("3 / 4", 75),
    ("½", 50),
    ("¼", 25),
    ("¾", 75),
];

/// Vague counts.
pub(in crate::time) const VAGUE: &[(&str, i64)] = &[
    ("a couple", 2),
    ("a couple of", 2),
    ("couple", 2),
    ("couple of", 2),
    ("a pair of", 2),
    ("pair of", 2),
    ("a few", 3),
    ("few", 3),
    ("several", 3),
    ("a dozen", 12),
    ("dozen", 12),
    ("half a dozen", 6),
];
