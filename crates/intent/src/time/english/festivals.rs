//! Holidays and festivals by their English names. Public holidays and observances as the governments that keep them define
//! them; a name that means different days in different countries stands once for each.

use super::super::festivals::{Festival, Rule};
use Rule::{
    After, Chinese, Days, Easter, Fixed, Hebrew, Hindu, Hours, If, Islamic, Last, Nearest, Nth, Observed,
    OnOrAfter, OnOrBefore, Orthodox, Own, Sidereal, Solar, Span,
};
use jiff::civil::{
    Date,
    Weekday::{self, Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday},
};

const fn of(names: &'static [&'static str], rule: Rule) -> Festival {
    Festival { names, regions: "", rule }
}

const fn in_(regions: &'static str, names: &'static [&'static str], rule: Rule) -> Festival {
    Festival { names, regions, rule }
}

const US_THANKSGIVING: Rule = Nth(4, Thursday, 11);
const US_LABOR_DAY: Rule = Nth(1, Monday, 9);
const US_MOTHERS_DAY: Rule = Nth(2, Sunday, 5);
const DIWALI: Rule = Hindu(7, 30, 18.0);
const HOLIKA: Rule = Hindu(12, 15, 18.5);
const DUSSEHRA: Rule = Hindu(7, 10, 14.0);
const MAKAR_SANKRANTI: Rule = Sidereal(270.0);
const MESHA_SANKRANTI: Rule = Sidereal(0.0);
const ONAM: Rule = Own(onam);
const EMS_WEEK: Rule = Nth(3, Sunday, 5);

fn leap(year: i16) -> bool {
    year % 4 == 0
}

fn after_election(year: i16) -> bool {
    year % 4 == 1
}

fn even(year: i16) -> bool {
    year % 2 == 0
}

fn weekday_on(year: i16, month: i8, day: i8) -> Option<Weekday> {
    Date::new(year, month, day).ok().map(Date::weekday)
}

/// 15 April, put off by a weekend or by Emancipation Day in Washington (26 CFR 301.7503-1).
fn tax_day(year: i16) -> Option<Date> {
    let mut day = Date::new(year, 4, 15).ok()?;
    let emancipation = emancipation_day(year)?;
    while matches!(day.weekday(), Saturday | Sunday) || day == emancipation {
        day = day.tomorrow().ok()?;
    }
    Some(day)
}

/// 16 April, as it is kept: on Friday for Saturday, on Monday for Sunday.
fn emancipation_day(year: i16) -> Option<Date> {
    let day = Date::new(year, 4, 16).ok()?;
    match day.weekday() {
        Saturday => day.yesterday().ok(),
        Sunday => day.tomorrow().ok(),
        _ => Some(day),
    }
}

/// The day on which most states hold primaries: the second Tuesday of March up to 1996, then the first, but for 2008.
fn super_tuesday(year: i16) -> Option<Date> {
    if year < 1984 || year % 4 != 0 {
        return None;
    }
    if year == 2008 {
        return Date::new(2008, 2, 5).ok();
    }
    let nth = if year < 2000 { 2 } else { 1 };
    Date::new(year, 3, 1).ok()?.nth_weekday_of_month(nth, Tuesday).ok()
}

fn mini_tuesday(year: i16) -> Option<Date> {
    (year == 2004).then(|| Date::new(2004, 2, 3).ok()).flatten()
}

/// The king's birthday since 2014, the queen's before; a day earlier for a Sunday (a day later for a Sunday before 1980).
fn kings_day(year: i16) -> Option<Date> {
    let day = if year >= 2014 { Date::new(year, 4, 27) } else { Date::new(year, 4, 30) }.ok()?;
    if day.weekday() == Sunday { day.yesterday().ok() } else { Some(day) }
}

/// The last Saturday of March, a week earlier where that is the Saturday before Easter.
fn earth_hour(year: i16) -> Option<Date> {
    let last = Date::new(year, 3, 1).ok()?.nth_weekday_of_month(-1, Saturday).ok()?;
    let (start, _) = super::super::festivals::easter_saturday(year)?;
    if last == start { last.checked_sub(jiff::ToSpan::week(1)).ok() } else { Some(last) }
}

/// The Wednesday of the show that opens on the first Friday from 5 August on.
fn brisbane_show_day(year: i16) -> Option<Date> {
    let friday = Date::new(year, 8, 5).ok()?;
    let ahead = i64::from(Friday.since(friday.weekday()));
    friday.checked_add(jiff::ToSpan::days(ahead + 5)).ok()
}

/// The star Shravana in the month of the lion.
fn onam(year: i16) -> Option<Date> {
    super::super::festivals::onam(year)
}

/// The new year of the Shahanshahi calendar, whose years have 365 days: 17 August 2019.
fn parsi_new_year(year: i16) -> Option<Date> {
    let known = Date::constant(2019, 8, 17);
    known.checked_add(jiff::ToSpan::days(365 * (i64::from(year) - 2019))).ok()
}

/// The last Friday of Ramadan.
fn last_friday_of_ramadan(year: i16) -> Option<Date> {
    let fast = super::super::festivals::ramadan(year)?;
    let last = fast.1.yesterday().ok()?;
    let back = i64::from(last.weekday().since(Friday));
    last.checked_sub(jiff::ToSpan::days(back)).ok()
}

/// A working day near 16 October.
fn boss_day(year: i16) -> Option<Date> {
    let day = Date::new(year, 10, 16).ok()?;
    match weekday_on(year, 10, 16)? {
        Saturday => day.yesterday().ok(),
        Sunday => day.tomorrow().ok(),
        _ => Some(day),
    }
}

/// Every festival known.
pub(in crate::time) const FESTIVALS: &[Festival] = &[
    // Fixed and world-wide.
    of(&["new year (day)", "new years (day)"], Fixed(1, 1)),
    of(&["new year eve", "hogmanay", "silvester", "nye", "old year night"], Fixed(12, 31)),
    of(&["valentine (day)", "st valentine (day)", "v day"], Fixed(2, 14)),
    of(&["international women day", "women day"], Fixed(3, 8)),
    of(&["pi day"], Fixed(3, 14)),
    of(&["st patrick (day)", "st paddy (day)", "st patty (day)", "paddy day"], Fixed(3, 17)),
    of(&["april fool (day)", "all fool day"], Fixed(4, 1)),
    of(&["earth day"], Fixed(4, 22)),
    of(&["world environment day"], Fixed(6, 5)),
    of(
        &[
            "international worker day",
            "worker day",
            "may day",
            "international labour day",
            "international labor day",
        ],
        Fixed(5, 1),
    ),
    of(&["star wars day", "may the fourth"], Fixed(5, 4)),
    of(&["cinco de mayo", "5 de mayo"], Fixed(5, 5)),
    of(&["halloween (day)", "hallowe'en", "haloween", "all hallow eve", "hallowen"], Fixed(10, 31)),
    of(&["all saints (day)", "hallowmas", "feast of all saints", "all hallow (day)"], Fixed(11, 1)),
    of(&["all soul (day)", "day of the dead"], Fixed(11, 2)),
    of(
        &[
            "epiphany",
            "feast of epiphany",
            "little christmas",
            "the epiphany",
            "three king day",
            "twelfth day",
        ],
        Fixed(1, 6),
    ),
    of(&["candlemas (day)"], Fixed(2, 2)),
    of(&["annunciation (day)", "lady day"], Fixed(3, 25)),
    of(&["assumption (of) (mary)", "assumption day"], Fixed(8, 15)),
    of(&["immaculate conception"], Fixed(12, 8)),
    of(&["st nicholas (day)"], Fixed(12, 6)),
    of(&["st lucy (day)"], Fixed(12, 13)),
    of(&["christmas (day)", "xmas (day)", "christma (day)", "xma (day)", "x mas (day)"], Fixed(12, 25)),
    of(&["christmas (day) eve", "xmas (day) eve", "xma (day) eve", "christma (day) eve"], Fixed(12, 24)),
    of(
        &[
            "boxing day",
            "st stephen (day)",
            "day of goodwill",
            "second christmas day",
            "second day of christmas",
        ],
        Fixed(12, 26),
    ),
    of(&["kwanzaa"], Days(&Fixed(12, 26), 0, 7)),
    of(&["leap day"], If(leap, &Fixed(2, 29))),
    of(&["bastille day"], Fixed(7, 14)),
    of(&["midsummer (day)"], Fixed(6, 24)),
    of(&["midsummer eve", "st john eve"], Fixed(6, 23)),
    of(&["st george (day)", "feast of st george"], Fixed(4, 23)),
    of(&["st david (day)"], Fixed(3, 1)),
    of(&["st andrew (day)"], Fixed(11, 30)),
    of(&["st swithin (day)", "st swithun (day)"], Fixed(7, 15)),
    of(&["singles day", "single day"], Fixed(11, 11)),
    of(&["world vegan day"], Fixed(11, 1)),
    of(&["human right day"], Fixed(12, 10)),
    of(&["world aid day"], Fixed(12, 1)),
    of(&["united nation day", "un day"], Fixed(10, 24)),
    of(&["world health day"], Fixed(4, 7)),
    of(&["national day of japan", "emperor birthday"], Fixed(2, 23)),
    // Solstices and equinoxes.
    of(&["vernal equinox", "spring equinox", "march equinox"], Solar(0.0)),
    of(&["summer solstice", "june solstice"], Solar(90.0)),
    of(&["autumnal equinox", "autumn equinox", "fall equinox", "september equinox"], Solar(180.0)),
    of(&["winter solstice", "december solstice", "dongzhi festival"], Solar(270.0)),
    // Christian feasts that move.
    of(&["septuagesima (sunday)"], Easter(-63)),
    of(
        &["shrove monday", "rosenmontag", "rose monday", "carnival monday", "hall monday", "collop monday"],
        Easter(-48),
    ),
    of(
        &[
            "shrove tuesday",
            "mardi gra",
            "mardi gras",
            "pancake (tuesday)",
            "pancake day",
            "fat tuesday",
            "carnival (tuesday)",
        ],
        Easter(-47),
    ),
    of(&["carnival"], Days(&Easter(-48), 0, 2)),
    of(&["ash wednesday", "carnival wednesday"], Easter(-46)),
    of(&["lent", "lenten season"], Days(&Easter(-46), 0, 46)),
    of(&["laetare sunday", "mothering sunday", "refreshment sunday"], Easter(-21)),
    of(&["passion sunday"], Easter(-14)),
    of(&["lazarus saturday"], Orthodox(-8)),
    of(&["palm sunday", "yew sunday", "branch sunday", "sunday of the palm"], Easter(-7)),
    of(&["holy week"], Days(&Easter(-7), 0, 7)),
    of(
        &[
            "maundy thursday",
            "holy thursday",
            "covenant thursday",
            "thursday of mystery",
            "thu of mystery",
            "great and holy thursday",
            "sheer thursday",
            "thu of mysterie",
            "thursday of mysterie",
        ],
        Easter(-3),
    ),
    of(
        &["good friday", "holy friday", "great friday", "black friday of easter", "easter friday"],
        Easter(-2),
    ),
    of(
        &[
            "holy saturday",
            "black saturday",
            "easter eve",
            "easter saturday",
            "great saturday",
            "easter vigil",
            "bright saturday",
        ],
        Easter(-1),
    ),
    of(&["easter (sunday)", "easter day", "resurrection sunday", "pascha", "easter sun"], Easter(0)),
    of(&["easter monday", "easter mon"], Easter(1)),
    in_("AU NZ", &["easter tuesday", "easter tue"], Easter(2)),
    of(&["easter tuesday", "easter tue"], Easter(2)),
    of(&["divine mercy sunday", "low sunday", "quasimodo sunday"], Easter(7)),
    of(&["rogation sunday"], Easter(35)),
    of(
        &[
            "ascension (day)",
            "feast of ascension",
            "ascension thursday",
            "ascension of jesus",
            "holy thursday of ascension",
        ],
        Easter(39),
    ),
    of(&["pentecost (sunday)", "whit sunday", "whitsunday", "white sunday", "whitsun"], Easter(49)),
    of(
        &[
            "whit monday",
            "monday of pentecost",
            "pentecost monday",
            "white monday",
            "monday of the holy spirit",
            "whitmonday",
            "whit mon",
        ],
        Easter(50),
    ),
    of(&["trinity sunday", "feast of the most holy trinity"], Easter(56)),
    of(&["corpus christi", "feast of corpus christi"], Easter(60)),
    of(&["fat thursday"], Easter(-52)),
    of(&["holy monday"], Easter(-6)),
    of(&["holy tuesday"], Easter(-5)),
    of(&["holy wednesday", "spy wednesday"], Easter(-4)),
    of(&["orthodox holy monday"], Orthodox(-6)),
    of(&["orthodox holy tuesday"], Orthodox(-5)),
    of(&["orthodox holy wednesday"], Orthodox(-4)),
    of(&["plough monday"], OnOrAfter(Monday, 1, 7)),
    of(&["arbaeen", "arba'een", "chehlum"], Islamic(2, 20)),
    of(&["maha saptami", "durga saptami"], Hindu(7, 7, 6.0)),
    of(&["chaitra navratri", "chaitra navaratri", "vasanta navaratri"], Days(&Hindu(1, 1, 6.0), 0, 9)),
    of(&["bandi chhor divas"], DIWALI),
    of(&["rongali bihu", "bohag bihu"], MESHA_SANKRANTI),
    of(&["songkran (festival)", "thai new year"], Days(&Fixed(4, 13), 0, 3)),
    of(&["pesach sheni", "second passover"], Hebrew(2, 14, 0)),
    of(&["sacred heart (of) (jesus)"], Easter(68)),
    of(&["advent (sunday)", "first advent", "first sunday of advent"], OnOrAfter(Sunday, 11, 27)),
    of(&["second advent", "second sunday of advent"], OnOrAfter(Sunday, 12, 4)),
    of(&["third advent", "third sunday of advent", "gaudete sunday"], OnOrAfter(Sunday, 12, 11)),
    of(&["fourth advent", "fourth sunday of advent"], OnOrAfter(Sunday, 12, 18)),
    // Orthodox feasts.
    of(
        &[
            "orthodox christmas (day)",
            "orthodox xmas (day)",
            "eastern orthodox christmas",
            "coptic christmas",
        ],
        Fixed(1, 7),
    ),
    of(&["orthodox new year", "old new year"], Fixed(1, 14)),
    of(
        &[
            "clean monday",
            "orthodox ash monday",
            "monday of lent",
            "orthodox shrove monday",
            "ash monday",
            "pure monday",
            "orthodox clean monday",
            "green monday",
        ],
        Orthodox(-48),
    ),
    of(&["great lent", "the great fast", "great fast", "orthodox lent"], Days(&Orthodox(-48), 0, 40)),
    of(&["orthodox palm sunday", "orthodox branch sunday"], Orthodox(-7)),
    of(&["orthodox maundy thursday", "orthodox holy thursday", "orthodox covenant thursday"], Orthodox(-3)),
    of(&["orthodox good friday", "orthodox great friday", "orthodox holy friday"], Orthodox(-2)),
    of(
        &[
            "orthodox holy saturday",
            "orthodox black saturday",
            "orthodox easter eve",
            "orthodox great saturday",
            "orthodox easter saturday",
            "orthodox bright saturday",
        ],
        Orthodox(-1),
    ),
    of(
        &[
            "orthodox easter (sunday)",
            "orthodox easter day",
            "orthodox pascha",
            "pascha sunday",
            "greek easter",
        ],
        Orthodox(0),
    ),
    of(&["orthodox easter monday", "bright monday", "renewal monday"], Orthodox(1)),
    of(&["orthodox ascension (day)"], Orthodox(39)),
    of(&["orthodox pentecost", "orthodox whitsunday"], Orthodox(49)),
    of(
        &["orthodox whit monday", "orthodox pentecost monday", "orthodox monday of the holy spirit"],
        Orthodox(50),
    ),
    of(&["orthodox trinity sunday", "orthodox all saints day"], Orthodox(56)),
    // Jewish feasts; a day begins at the evening before.
    of(
        &[
            "rosh hashanah",
            "yom teru'ah",
            "rosh hashonah",
            "rosh ha shana",
            "rosh hashana",
            "rosh ha shanah",
            "jewish new year",
            "yom teruah",
            "rosh hashannah",
        ],
        Days(&Hebrew(7, 1, 0), 0, 3),
    ),
    of(&["yom kippur", "day of atonement"], Hebrew(7, 10, 0)),
    of(
        &[
            "sukkot",
            "sukkos",
            "succot",
            "succos",
            "succoth",
            "sukkoth",
            "feast of tabernacle",
            "feast of booth",
            "feast of the ingathering",
            "festival of shelter",
            "feast of ingathering",
        ],
        Days(&Hebrew(7, 15, 0), 0, 9),
    ),
    of(&["hoshana rabbah", "hoshana rabba", "hoshanah rabbah"], Hebrew(7, 21, 0)),
    of(&["shemini atzeret", "shmini atzeret", "shemini azeret"], Hebrew(7, 22, 0)),
    of(&["simchat torah", "simchath torah", "simhat torah", "simchas torah"], Hebrew(7, 23, 0)),
    of(
        &[
            "hanukkah",
            "chanuka",
            "channukkah",
            "hannukkah",
            "hanukka",
            "chanukah",
            "hanukah",
            "hanuka",
            "chanukkah",
            "hannukah",
            "festival of light",
            "channukah",
            "feast of dedication",
        ],
        Days(&Hebrew(9, 25, 0), 0, 8),
    ),
    of(
        &[
            "tu bishvat",
            "tu b shevat",
            "tu b'shevat",
            "tu bi shvat",
            "tu bshvat",
            "tu bshevat",
            "tu b'shvat",
            "tu bshvat",
            "tu bishevat",
        ],
        Hebrew(11, 15, 0),
    ),
    of(&["purim", "festival of lot", "feast of lot"], Hebrew(12, 14, 0)),
    of(&["shushan purim"], Hebrew(12, 15, 0)),
    of(
        &[
            "passover",
            "peisach",
            "pesakh",
            "the passover",
            "pesach",
            "pesah",
            "pessach",
            "feast of unleavened bread",
        ],
        Days(&Hebrew(1, 15, 0), 0, 9),
    ),
    of(&["first seder", "seder night"], Hebrew(1, 15, 0)),
    of(
        &[
            "yom hashoah",
            "holocaust memorial day",
            "holocaust and heroism day",
            "yom ha'shoah",
            "holocaust (remembrance) day",
            "yom ha shoah",
        ],
        Own(yom_hashoah),
    ),
    of(&["yom hazikaron", "yom ha'zikaron"], Own(yom_hazikaron)),
    of(
        &[
            "yom haatzmaut",
            "yom ha'atzma'ut",
            "yom haatzma'ut",
            "yom ha'atzmaut",
            "israel independence day",
            "israeli independence day",
            "yom ha atzmaut",
        ],
        Own(yom_haatzmaut),
    ),
    of(
        &[
            "lag baomer",
            "lag b omer",
            "lag l omer",
            "lag la omer",
            "lag b'omer",
            "lag ba'omer",
            "lag bomer",
            "lag laomer",
        ],
        Hebrew(2, 18, 0),
    ),
    of(&["yom yerushalayim", "jerusalem day"], Hebrew(2, 28, 0)),
    of(
        &["shavuot", "shavuoth", "shavu'ot", "pentecost of the jew", "shavuos", "shavuoth", "feast of week"],
        Days(&Hebrew(3, 6, 0), 0, 3),
    ),
    of(
        &[
            "tisha b'av",
            "tish a b av",
            "tishah b'av",
            "fast of av",
            "tisha bav",
            "tish'a b'av",
            "ninth of av",
            "tisha b av",
        ],
        Own(tisha_bav),
    ),
    of(&["tu b'av", "tu bav"], Hebrew(5, 15, 0)),
    // Islamic feasts.
    of(
        &[
            "islamic new year",
            "arab new year",
            "amun jadīd",
            "hijri new year",
            "arabic new year",
            "amun jadid",
            "muharram",
            "first of muharram",
        ],
        Islamic(1, 1),
    ),
    of(&["ashura", "day of ashura", "ashurah"], Islamic(1, 10)),
    of(
        &[
            "mawlid",
            "mawlid al nabi al sharif",
            "mulud",
            "prophet mohammed birthday",
            "mawlid al nabawi",
            "mawlid an nabi",
            "milad un nabi",
            "eid milad",
            "prophet muhammad birthday",
            "prophet birthday",
            "mawlid nabawi",
            "eid e milad",
            "id e milad",
            "eid al mawlid",
            "mawlid al nabi al sharif",
            "mawlid al nabi",
        ],
        Islamic(3, 12),
    ),
    of(
        &[
            "isra and miraj",
            "prophet ascension",
            "ascension to the heaven",
            "the ascension to the heaven",
            "al isra wal miraj",
            "ascension of the prophet",
            "isra and mi raj",
            "isra and mi'raj",
            "night journey",
            "ascension to heaven",
            "lailat al miraj",
            "laylat al miraj",
            "shab e meraj",
            "isra miraj",
            "the prophet ascension",
        ],
        Islamic(7, 27),
    ),
    of(&["laylat al bara'at", "laylat al baraat", "shab e barat", "mid shaban"], Islamic(8, 15)),
    of(
        &[
            "laylat al qadr",
            "night of value",
            "laylat al-qadr",
            "night of decrees",
            "laylat al kadr",
            "lailat al qadr",
            "night of power",
            "night of destiny",
            "laylatul qadr",
            "laylat ul qadr",
            "night of decree",
            "night of measure",
            "shab e qadr",
        ],
        Islamic(9, 27),
    ),
    of(
        &[
            "jumu'atul wida",
            "jumuatul wida",
            "jamat ul vida",
            "jumat ul vida",
            "jamat ul wida",
            "jumatul wida",
            "jumu'at al wida",
        ],
        Own(last_friday_of_ramadan),
    ),
    of(
        &[
            "eid al fitr",
            "eid fitr",
            "festival of breaking the fast",
            "festival of fast breaking",
            "id al fitr",
            "e id al fitr",
            "eid ul fitr",
            "id ul fitr",
            "eid el fitr",
            "eid alfitr",
            "feast of breaking the fast",
            "lesser eid",
            "eid ul fiter",
            "hari raya puasa",
            "hari raya",
            "ramazan bayrami",
            "sugar feast",
            "eid",
        ],
        Islamic(10, 1),
    ),
    of(&["day of arafah", "day of arafat", "arafat day", "yawm arafah"], Islamic(12, 9)),
    of(
        &[
            "eid al adha",
            "bakr id",
            "id al adha",
            "eid qurban",
            "eid ul adha",
            "id ul adha",
            "eid el adha",
            "feast of (the) sacrifice",
            "sacrifice feast",
            "greater eid",
            "bakrid",
            "bakra eid",
            "festival of (the) sacrifice",
            "id ul zuha",
            "eid ul zuha",
            "hari raya haji",
            "kurban bayrami",
            "bakr eid",
        ],
        Islamic(12, 10),
    ),
    of(
        &[
            "ramadan",
            "ramathan",
            "ramadhaan",
            "ramzaan",
            "ramatan",
            "ramadhan",
            "ramazan",
            "ramzan",
            "ramadaan",
        ],
        Span(super::super::festivals::ramadan),
    ),
    // Chinese feasts and their neighbours.
    of(
        &[
            "chinese new year (day)",
            "chinese lunar new year (day)",
            "chinese new year (day) festival",
            "lunar new year",
            "spring festival",
            "china new year",
            "chinese lunar new year",
            "tet",
            "vietnamese new year",
            "seollal",
            "korean new year",
        ],
        Chinese(1, 1),
    ),
    of(&["chinese new year eve", "lunar new year eve"], After(&Chinese(1, 1), -1)),
    of(&["lantern festival"], Chinese(1, 15)),
    of(&["qingming (festival)", "tomb sweeping day", "ching ming (festival)"], Solar(15.0)),
    of(&["dragon boat festival", "duanwu (festival)", "dano"], Chinese(5, 5)),
    of(&["qixi (festival)", "chinese valentine day", "double seventh festival"], Chinese(7, 7)),
    of(&["hungry ghost festival", "ghost festival", "zhongyuan festival"], Chinese(7, 15)),
    of(
        &[
            "mid autumn festival",
            "moon festival",
            "mooncake festival",
            "chuseok",
            "harvest moon festival",
            "chinese moon festival",
        ],
        Chinese(8, 15),
    ),
    of(&["double ninth festival", "chongyang festival", "chung yeung (festival)"], Chinese(9, 9)),
    of(&["laba (festival)"], Chinese(12, 8)),
    // Indian feasts.
    of(
        &[
            "makar sankranti",
            "makar sankrant",
            "magh bihu",
            "bhogali bihu",
            "makara sankranti",
            "sankranti",
            "maghi",
            "uttarayan",
        ],
        MAKAR_SANKRANTI,
    ),
    of(
        &["bhogi (pongal)", "boghi (pongal)", "bhogi pandigai", "boghi pandigai", "bogi (pandigai)"],
        After(&MAKAR_SANKRANTI, -1),
    ),
    of(&["lohri", "lohadi", "lal loi"], After(&MAKAR_SANKRANTI, -1)),
    of(&["pongal", "thai pongal day", "surya pongal", "perum pongal", "thai pongal"], MAKAR_SANKRANTI),
    of(&["mattu pongal", "maattu pongal"], After(&MAKAR_SANKRANTI, 1)),
    of(&["kaanum pongal", "kanu pongal", "kanum pongal", "kanni pongal"], After(&MAKAR_SANKRANTI, 2)),
    of(
        &[
            "guru gobind singh jayanti",
            "guru govind singh jayanti",
            "guru gobind singh birthday",
            "guru govind singh birthday",
            "guru gobind singh gurpurab",
        ],
        Hindu(10, 7, 6.0),
    ),
    of(
        &[
            "vasant panchami",
            "basant panchmi",
            "vasant panchmi",
            "vasantha panchami",
            "basant panchami",
            "saraswati puja",
            "sri panchami",
            "basant",
        ],
        Hindu(11, 5, 9.0),
    ),
    of(&["ratha saptami", "magha saptami"], Hindu(11, 7, 6.0)),
    of(
        &[
            "guru ravidas jayanti",
            "guru ravidass jayanti",
            "guru ravidass birthday",
            "guru ravidas birthday",
            "ravidas jayanti",
            "ravidass jayanti",
        ],
        Hindu(11, 15, 6.0),
    ),
    of(
        &[
            "(maharishi) dayananda saraswati jayanti",
            "(maharishi) dayanand saraswati jayanti",
            "saraswati jayanti",
            "maharishi dayananda jayanti",
            "maharishi dayanand jayanti",
            "swami dayananda jayanti",
            "swami dayanand jayanti",
        ],
        Hindu(11, 25, 6.0),
    ),
    of(
        &["maha shivaratri", "maha shivratri", "shivaratri", "shivratri", "mahashivratri", "mahashivaratri"],
        Hindu(11, 29, 24.0),
    ),
    of(&["holika dahan", "chhoti holi", "choti holi", "kamudu pyre", "kama dahanam"], HOLIKA),
    of(
        &[
            "holi",
            "festival of color",
            "festival of colour",
            "the festival of color",
            "rangwali holi",
            "dhuli",
            "dhulandi",
            "dulandi",
            "phagwah",
            "dhulivandan",
            "dhulheti",
        ],
        After(&HOLIKA, 1),
    ),
    of(&["hola mohalla", "hola"], After(&HOLIKA, 1)),
    of(
        &["ugadi", "yugadi", "gudi padwa", "chaitra sukladi", "samvatsaradi", "chaitra shukladi"],
        Hindu(1, 1, 6.2),
    ),
    of(&["cheti chand"], After(&Hindu(1, 1, 6.2), 1)),
    of(&["ram navami", "rama navami", "ramanavami", "sri rama navami"], Hindu(1, 9, 12.0)),
    of(
        &[
            "mahavir jayanti",
            "mahavir janma kalyanak",
            "mahaveer jayanti",
            "mahaveer janma kalyanak",
            "mahavira jayanti",
        ],
        Hindu(1, 13, 6.2),
    ),
    of(&["hanuman jayanti"], Hindu(1, 15, 6.2)),
    of(
        &[
            "vaisakhi",
            "vaishakh",
            "vaisakh",
            "khalsa day",
            "baisakhi",
            "vaisakhadi",
            "vasakhi",
            "vaishakhi",
            "mesadi",
            "vishu",
            "tamil new year",
            "puthandu",
        ],
        MESHA_SANKRANTI,
    ),
    of(&["pohela boishakh", "bengali new year"], After(&MESHA_SANKRANTI, 1)),
    of(
        &["rabindra jayanti", "rabindranath jayanti", "rabindranath tagore jayanti", "tagore jayanti"],
        After(&MESHA_SANKRANTI, 25),
    ),
    of(&["akshaya tritiya", "akha teej"], Hindu(2, 3, 9.0)),
    of(
        &[
            "buddha purnima",
            "vesak",
            "vaisak",
            "wesak day",
            "vesak day",
            "vaisakha puja",
            "vesakha puja",
            "visakha puja",
            "wesak",
            "buddha jayanti",
            "buddha day",
            "buddha birthday",
            "vaisakha",
            "vesakha",
            "vaishakh purnima",
            "buddha full moon day",
        ],
        Hindu(2, 15, 6.2),
    ),
    of(&["ratha yatra", "rath yatra", "rathayatra", "rathyatra", "chariot festival"], Hindu(4, 2, 6.2)),
    of(&["guru purnima", "vyasa purnima"], Hindu(4, 15, 6.2)),
    of(&["nag panchami", "naga panchami"], Hindu(5, 5, 6.2)),
    of(
        &[
            "raksha bandhan",
            "raksha bandan",
            "rakshabandan",
            "raki",
            "rakhi",
            "rakshabandhan",
            "rakhi purnima",
        ],
        Hindu(5, 15, 9.0),
    ),
    of(
        &[
            "krishna janmashtami",
            "shri krishna jayanti",
            "janmasthami",
            "krishna janmasthami",
            "janmashtami",
            "gokulashtami",
            "sri krishna jayanti",
            "krishna jayanti",
            "krishnashtami",
            "krishna ashtami",
            "ashtami rohini",
        ],
        Hindu(5, 23, 24.0),
    ),
    of(
        &[
            "ganesh chaturthi",
            "ganesh chaturti",
            "vinayak chaturthi",
            "vinayaka chaturthi",
            "ganesha chaturthi",
            "vinayaka chavithi",
        ],
        Hindu(6, 4, 12.0),
    ),
    of(&["first onam", "uthradam", "uthradom"], After(&ONAM, -1)),
    of(&["onam", "thiru onam", "thiruonam", "thiruvonam", "second onam"], ONAM),
    of(&["third onam", "avittam"], After(&ONAM, 1)),
    of(&["fourth onam", "chatayam"], After(&ONAM, 2)),
    of(
        &["navaratri", "navratri", "durga puja", "navarathri", "durgotsava", "sharad navratri"],
        Days(&Hindu(7, 1, 12.0), 0, 10),
    ),
    of(
        &[
            "dussehra",
            "dushera",
            "dussehara",
            "duseehra",
            "dushahra",
            "vijayadashami",
            "dasara",
            "dashain",
            "dasera",
            "dussera",
            "vijaya dashami",
            "dusshera",
            "dashahara",
        ],
        DUSSEHRA,
    ),
    of(&["sharad purnima", "kojagari purnima"], Hindu(7, 15, 20.0)),
    of(
        &["valmiki jayanti", "maharishi valmiki jayanti", "pargat diwas", "valmiki birthday"],
        Hindu(7, 15, 6.2),
    ),
    of(&["karva chauth", "karaka chaturthi", "karwa chauth"], Hindu(7, 19, 20.0)),
    of(&["dhanteras", "dhanatrayodashi", "dhan teras"], After(&DIWALI, -2)),
    of(
        &[
            "naraka chaturdashi",
            "choti diwali",
            "chhoti diwali",
            "kali chaudas",
            "narak chaturdashi",
            "roop chaudas",
            "choti deepavali",
        ],
        After(&DIWALI, -1),
    ),
    of(&["diwali", "deepavali", "divali", "deepawali", "lakshmi puja", "dipavali"], DIWALI),
    of(
        &[
            "govardhan puja",
            "goverdhan puja",
            "govardhan pooja",
            "annakut",
            "bali pratipada",
            "gujarati new year",
            "annakoot",
        ],
        After(&DIWALI, 1),
    ),
    of(
        &[
            "bhai dooj",
            "bhai duj",
            "bhaiya dooj",
            "bhai beej",
            "bhau beej",
            "bhai phota",
            "bhai tika",
            "bhai bij",
        ],
        After(&DIWALI, 2),
    ),
    of(
        &[
            "chhath (puja)",
            "chhathi",
            "surya sashti",
            "chhath pooja",
            "dala chhath",
            "chhat (puja)",
            "surya shashthi",
            "chhath parv",
            "dala chhath",
            "dala puja",
            "surya shashti",
        ],
        After(&DIWALI, 6),
    ),
    of(
        &["guru nanak jayanti", "guru nanak gurpurab", "guru nanak birthday", "kartik purnima", "guru purab"],
        Hindu(8, 15, 6.2),
    ),
    of(
        &["parsi new year", "pateti", "shahenshai new year", "jamshedi navroz", "shahenshahi"],
        Own(parsi_new_year),
    ),
    of(&["nowruz", "nauroz", "persian new year", "navroz"], Solar(0.0)),
    of(&["gandhi jayanti"], Fixed(10, 2)),
    of(&["ambedkar jayanti"], Fixed(4, 14)),
    of(&["children day of india"], Fixed(11, 14)),
    // The Netherlands and others whose names are known in English.
    of(&["koningsdag", "king day", "dutch king day", "king day in the netherlands"], Own(kings_day)),
    of(&["queen day", "koninginnedag"], Own(kings_day)),
    of(&["sinterklaas"], Fixed(12, 5)),
    of(&["german unity day", "day of german unity"], Fixed(10, 3)),
    of(&["oktoberfest"], Days(&OnOrAfter(Saturday, 9, 15), 0, 16)),
    of(&["golden week"], Days(&Fixed(4, 29), 0, 7)),
    of(&["russia day"], Fixed(6, 12)),
    of(&["syttende mai", "norwegian constitution day"], Fixed(5, 17)),
    of(&["swiss national day"], Fixed(8, 1)),
    of(&["fete nationale"], Fixed(7, 14)),
    of(&["waitangi day"], Fixed(2, 6)),
    of(&["anzac (day)"], Fixed(4, 25)),
    of(&["earth hour"], Hours(&Own(earth_hour), 20 * 60 + 30, 21 * 60 + 31)),
    of(
        &["global youth service day", "global youth service weekend", "gysd", "national youth service day"],
        Days(&Own(youth_service_day), 0, 3),
    ),
    of(&["boss day", "bosses day", "bosse day", "boss' day", "national boss day"], Own(boss_day)),
    of(
        &[
            "daylight saving start (day)",
            "daylight saving time start",
            "start of daylight saving (time)",
            "beginning of daylight saving (time)",
        ],
        Nth(2, Sunday, 3),
    ),
    of(
        &["daylight saving end (day)", "daylight saving time end", "end of daylight saving (time)"],
        Nth(1, Sunday, 11),
    ),
    in_(
        "GB IE",
        &["daylight saving start (day)", "start of british summer time", "start of daylight saving (time)"],
        Last(Sunday, 3),
    ),
    in_(
        "GB IE",
        &["daylight saving end (day)", "end of british summer time", "end of daylight saving (time)"],
        Last(Sunday, 10),
    ),
    in_("AU", &["daylight saving start (day)", "start of daylight saving (time)"], Nth(1, Sunday, 10)),
    in_("AU", &["daylight saving end (day)", "end of daylight saving (time)"], Nth(1, Sunday, 4)),
    in_("NZ", &["daylight saving start (day)", "start of daylight saving (time)"], Last(Sunday, 9)),
    in_("NZ", &["daylight saving end (day)", "end of daylight saving (time)"], Nth(1, Sunday, 4)),
    // Family days.
    of(&["mother day", "mothers day", "mom day"], US_MOTHERS_DAY),
    in_("GB IE", &["mother day", "mothers day", "mum day"], Easter(-21)),
    of(&["father day", "fathers day", "dad day"], Nth(3, Sunday, 6)),
    in_("AU NZ", &["father day", "fathers day"], Nth(1, Sunday, 9)),
    of(&["parent day", "(national) parent day"], Nth(4, Sunday, 7)),
    of(&["(national) grandparent day"], After(&US_LABOR_DAY, 6)),
    of(&["(national) sibling day"], Fixed(4, 10)),
    of(&["international friendship day"], Fixed(7, 30)),
    of(&["friendship day"], Nth(1, Sunday, 8)),
    of(
        &[
            "administrative professional day",
            "secretary day",
            "secretarie day",
            "admin day",
            "administrative assistant day",
            "administrative day",
        ],
        After(&Last(Saturday, 4), -3),
    ),
    in_(
        "AU",
        &[
            "administrative professional day",
            "secretary day",
            "secretarie day",
            "admin day",
            "administrative day",
        ],
        Nth(1, Friday, 5),
    ),
    // Shopping.
    of(&["black friday"], After(&US_THANKSGIVING, 1)),
    of(&["small business saturday"], After(&US_THANKSGIVING, 2)),
    of(&["cyber monday"], After(&US_THANKSGIVING, 4)),
    of(&["giving tuesday", "givingtuesday"], After(&US_THANKSGIVING, 5)),
    of(&["super bowl (sunday)", "superbowl (sunday)"], Own(super_bowl)),
    // The United States; also where no country is known.
    of(
        &[
            "martin luther king day",
            "martin luther king jr day",
            "mlk day",
            "mlk jr day",
            "martin luther king junior day",
            "mlk junior day",
            "martin luther king jr birthday",
            "civil right day",
            "idaho human right day",
        ],
        Nth(3, Monday, 1),
    ),
    of(
        &[
            "president day",
            "washington day",
            "george washington day",
            "(george) washington birthday",
            "daisy gatson bate day",
            "daisy gatson bates day",
            "president' day",
            "washington and lincoln day",
        ],
        Nth(3, Monday, 2),
    ),
    of(&["(abraham) lincoln birthday", "lincoln day"], Fixed(2, 12)),
    of(&["memorial day", "decoration day"], Last(Monday, 5)),
    of(&["juneteenth", "juneteenth independence day", "freedom day in the us"], Fixed(6, 19)),
    of(
        &[
            "independence day",
            "fourth of july",
            "4 th of july",
            "4 of july",
            "july fourth",
            "july 4 th",
            "july 4",
            "us independence day",
            "american independence day",
            "4 july",
        ],
        Fixed(7, 4),
    ),
    of(&["labor day", "labour day"], US_LABOR_DAY),
    of(
        &[
            "columbus day",
            "indigenous people day",
            "indigenous peoples day",
            "native american day",
            "discoverer day",
        ],
        Nth(2, Monday, 10),
    ),
    of(&["veteran day"], Fixed(11, 11)),
    of(
        &[
            "thanksgiving (day)",
            "thanksgivings (day)",
            "thankgiving (day)",
            "thank giving (day)",
            "turkey day",
        ],
        US_THANKSGIVING,
    ),
    of(&["thanksgiving eve"], After(&US_THANKSGIVING, -1)),
    of(&["groundhog day", "ground hog day"], Fixed(2, 2)),
    of(&["inauguration day"], If(after_election, &Fixed(1, 20))),
    of(&["election day", "general election day"], If(even, &OnOrAfter(Tuesday, 11, 2))),
    of(&["super tuesday", "super tue"], Own(super_tuesday)),
    of(&["mini tuesday", "mini tue"], Own(mini_tuesday)),
    of(&["tax day", "income tax day"], Own(tax_day)),
    of(&["emancipation day"], Own(emancipation_day)),
    in_("CA TT JM BB BZ", &["emancipation day"], Fixed(8, 1)),
    of(&["national freedom day"], Fixed(2, 1)),
    of(&["rosa park day"], Fixed(2, 4)),
    of(&["national wear red day"], Nth(1, Friday, 2)),
    of(&["susan b anthony birthday", "susan b anthony day"], Fixed(2, 15)),
    of(&["elizabeth peratrovich day"], Fixed(2, 16)),
    of(&["linus pauling day"], Fixed(2, 28)),
    of(&["read across america day", "texas independence day"], Fixed(3, 2)),
    of(&["casimir pulaski day", "pulaski day"], Nth(1, Monday, 3)),
    of(&["town meeting day"], Nth(1, Tuesday, 3)),
    of(&["employee appreciation day"], Nth(1, Friday, 3)),
    of(&["evacuation day"], Fixed(3, 17)),
    of(&["maryland day"], Fixed(3, 25)),
    of(&["prince jonah kuhio (kalanianaole) day", "kuhio day"], Fixed(3, 26)),
    of(&["seward day"], Last(Monday, 3)),
    of(&["cesar chavez day", "césar chávez day"], Fixed(3, 31)),
    of(&["pascua florida (day)"], Fixed(4, 2)),
    of(&["(national) tartan day"], Fixed(4, 6)),
    of(&["thomas jefferson birthday", "jefferson day"], Fixed(4, 13)),
    of(&["father damien day"], Fixed(4, 15)),
    of(&["patriots day", "patriot day in massachusett", "patriot' day"], Nth(3, Monday, 4)),
    of(&["patriot day"], Fixed(9, 11)),
    of(&["san jacinto day"], Fixed(4, 21)),
    of(&["oklahoma day"], Fixed(4, 22)),
    of(&["take our daughter and son to work day", "bring your child to work day"], Nth(4, Thursday, 4)),
    of(&["confederate memorial day"], Nth(4, Monday, 4)),
    of(&["arbor day", "(national) arbor day"], Last(Friday, 4)),
    of(&["loyalty day", "law day", "lei day"], Fixed(5, 1)),
    of(&["kent state shooting remembrance", "rhode island independence day"], Fixed(5, 4)),
    of(&["national day of prayer"], Nth(1, Thursday, 5)),
    of(&["national explosive ordnance disposal day", "national eod day"], Nth(1, Saturday, 5)),
    of(&["kentucky derby"], Nth(1, Saturday, 5)),
    of(&["national nurse day"], Fixed(5, 6)),
    of(&["truman day", "ve day", "victory in europe day", "v e day"], Fixed(5, 8)),
    of(&["military spouse (appreciation) day"], After(&US_MOTHERS_DAY, -2)),
    of(&["peace officer memorial day"], Fixed(5, 15)),
    of(&["armed force day"], Nth(3, Saturday, 5)),
    of(&["national defense transportation day"], Nth(3, Friday, 5)),
    of(&["ems week", "emergency medical service week", "em week"], Days(&EMS_WEEK, 0, 7)),
    of(&["emsc day", "emergency medical service for children day"], After(&EMS_WEEK, 3)),
    of(&["national maritime day", "harvey milk day"], Fixed(5, 22)),
    of(&["national missing children day", "african liberation day", "africa day"], Fixed(5, 25)),
    of(&["statehood day"], Nth(3, Friday, 8)),
    of(&["admission day"], Nth(3, Friday, 8)),
    of(&["jefferson davis birthday"], Nth(1, Monday, 6)),
    of(&["d day"], Fixed(6, 6)),
    of(&["kamehameha day", "king kamehameha day"], Fixed(6, 11)),
    of(&["flag day", "army birthday"], Fixed(6, 14)),
    of(&["bunker hill day"], Fixed(6, 17)),
    of(&["west virginia day", "american eagle day"], Fixed(6, 20)),
    of(&["pioneer day"], Fixed(7, 24)),
    of(&["national korean war veteran armistice day"], Fixed(7, 27)),
    of(&["colorado day"], Fixed(8, 1)),
    of(&["coast guard (birthday)", "coast guard day"], Fixed(8, 4)),
    of(&["purple heart day"], Fixed(8, 7)),
    of(&["victory day"], Nth(2, Monday, 8)),
    of(&["bennington battle day"], Fixed(8, 16)),
    of(&["national aviation day"], Fixed(8, 19)),
    of(&["senior citizen day"], Fixed(8, 21)),
    of(&["women equality day"], Fixed(8, 26)),
    of(&["lyndon baine johnson day", "lyndon baines johnson day", "lbj day"], Fixed(8, 27)),
    of(&["carl garner federal land cleanup day"], After(&US_LABOR_DAY, 5)),
    of(&["california admission day"], Fixed(9, 9)),
    of(
        &[
            "citizenship day",
            "constitution day",
            "constitution day and citizenship day",
            "i am an american day",
        ],
        Fixed(9, 17),
    ),
    of(&["air force birthday", "air force day"], Fixed(9, 18)),
    of(&["national pow mia recognition day", "pow mia recognition day"], Nth(3, Friday, 9)),
    of(&["national clean up day", "national cleanup day"], Nth(3, Saturday, 9)),
    of(&["gold star mother day"], Last(Sunday, 9)),
    of(&["native american heritage day", "american indian heritage day"], After(&US_THANKSGIVING, 1)),
    of(&["child health day"], Nth(1, Monday, 10)),
    of(&["leif erikson day"], Fixed(10, 9)),
    of(&["navy birthday", "navy day", "us navy birthday"], Fixed(10, 13)),
    of(&["white cane safety day"], Fixed(10, 15)),
    of(&["sweetest day"], Nth(3, Saturday, 10)),
    of(&["alaska day"], Fixed(10, 18)),
    of(&["nevada day"], Last(Friday, 10)),
    of(&["marine corp birthday", "marine corp day", "marine corps birthday"], Fixed(11, 10)),
    of(&["pearl harbor (remembrance) day"], Fixed(12, 7)),
    of(&["feast of our lady of guadalupe", "our lady of guadalupe"], Fixed(12, 12)),
    of(&["national guard birthday"], Fixed(12, 13)),
    of(&["wright brother day", "pan american aviation day"], Fixed(12, 17)),
    of(&["day after christmas (day)"], Fixed(12, 26)),
    of(&["robert e lee day", "robert e lee birthday", "lee birthday", "lee day"], Nth(3, Monday, 1)),
    of(&["lee jackson day"], OnOrBefore(Friday, 1, 17)),
    of(&["stephen foster memorial day"], Fixed(1, 13)),
    of(&["kansas day"], Fixed(1, 29)),
    of(&["statehood day in arizona"], Fixed(2, 14)),
    of(&["self injury awareness day"], Fixed(3, 1)),
    // Canada.
    in_("CA", &["canada day", "dominion day", "memorial day"], Fixed(7, 1)),
    in_("CA", &["thanksgiving (day)", "thanksgivings (day)", "canadian thanksgiving"], Nth(2, Monday, 10)),
    of(&["canadian thanksgiving (day)"], Nth(2, Monday, 10)),
    of(&["canada day"], Fixed(7, 1)),
    of(
        &["victoria day", "sovereign birthday", "national patriot day", "may two four"],
        OnOrBefore(Monday, 5, 24),
    ),
    in_("CA", &["patriot day", "patriots day"], OnOrBefore(Monday, 5, 24)),
    in_(
        "CA",
        &["family day", "islander day", "louis riel day", "(nova) (scotia) heritage day"],
        Nth(3, Monday, 2),
    ),
    of(&["louis riel day", "nova scotia heritage day", "islander day"], Nth(3, Monday, 2)),
    of(
        &[
            "civic holiday",
            "british columbia day",
            "bc day",
            "natal day",
            "new brunswick day",
            "saskatchewan day",
            "terry fox day",
            "heritage day in alberta",
            "simcoe day",
        ],
        Nth(1, Monday, 8),
    ),
    of(&["vimy ridge day"], Fixed(4, 9)),
    of(&["orangemen day", "(the) glorious twelfth", "battle of the boyne", "orangeman day"], Fixed(7, 12)),
    in_("CA GB IE", &["(the) twelfth"], Fixed(7, 12)),
    of(&["nunavut day"], Fixed(7, 9)),
    of(&["st jean baptiste (day)", "st john baptist day", "fete national du quebec"], Fixed(6, 24)),
    of(&["discovery day"], Nearest(Monday, 6, 24)),
    of(&["yukon discovery day", "klondike gold discovery day"], Nth(3, Monday, 8)),
    of(
        &[
            "national aboriginal day",
            "first nation day",
            "national indigenous people day",
            "national indigenous peoples day",
        ],
        Fixed(6, 21),
    ),
    of(&["national flag of canada day"], Fixed(2, 15)),
    of(&["healthcare aide day", "health care aide day"], Fixed(10, 18)),
    of(&["gold cup parade"], Nth(3, Friday, 8)),
    of(&["royal st john regatta", "regatta day"], Nth(1, Wednesday, 8)),
    of(&["anniversary of the statute of westminster"], Fixed(12, 11)),
    in_("CA", &["national tartan day"], Fixed(4, 6)),
    in_("CA", &["take our daughter and son to work day", "take our kid to work day"], Nth(1, Wednesday, 11)),
    of(&["national day for truth and reconciliation", "orange shirt day"], Fixed(9, 30)),
    of(&["remembrance day", "armistice day", "poppy day"], Fixed(11, 11)),
    // Great Britain and Ireland.
    of(
        &[
            "guy fawke (day)",
            "cracker night",
            "guy fawkes (day)",
            "bonfire night",
            "guy fawke night",
            "guy fawkes night",
            "firework night",
        ],
        Fixed(11, 5),
    ),
    of(&["burn night", "burns night", "burn supper"], Fixed(1, 25)),
    of(&["shakespeare day"], Fixed(4, 23)),
    of(&["remembrance sunday"], Nth(2, Sunday, 11)),
    of(&["early may bank holiday", "may day bank holiday", "may bank holiday"], Nth(1, Monday, 5)),
    of(&["spring bank holiday", "late may bank holiday", "whitsun bank holiday"], Last(Monday, 5)),
    of(&["august bank holiday", "(late) summer bank holiday"], Last(Monday, 8)),
    in_("IE", &["august bank holiday", "summer bank holiday"], Nth(1, Monday, 8)),
    in_("IE", &["june bank holiday"], Nth(1, Monday, 6)),
    in_("IE", &["october bank holiday"], Last(Monday, 10)),
    of(&["royal queen birthday", "trooping the colour"], Nth(2, Saturday, 6)),
    of(&["father day in ireland"], Nth(3, Sunday, 6)),
    in_("GB", &["independence day"], Fixed(7, 4)),
    in_("GB IE", &["labour day", "labor day"], Nth(1, Monday, 5)),
    // Australia and New Zealand.
    of(&["australia day", "ana day", "foundation day", "anniversary day", "invasion day"], Fixed(1, 26)),
    of(&["royal hobart regatta"], Days(&Nth(2, Monday, 2), -2, 3)),
    in_("AU", &["labour day", "labor day"], Nth(1, Monday, 10)),
    in_("NZ", &["labour day", "labor day"], Nth(4, Monday, 10)),
    of(&["adelaide cup", "canberra day", "eight hour day"], Nth(2, Monday, 3)),
    of(&["harmony day"], Fixed(3, 21)),
    of(&["national close the gap day"], Nth(3, Thursday, 3)),
    of(&["national sorry day"], Fixed(5, 26)),
    of(&["western australia day", "wa day"], Nth(1, Monday, 6)),
    of(&["queensland day"], Fixed(6, 6)),
    in_("AU", &["queen birthday", "king birthday"], Nth(2, Monday, 6)),
    in_("NZ", &["queen birthday", "king birthday"], Nth(1, Monday, 6)),
    in_("GB", &["queen birthday", "king birthday"], Nth(2, Saturday, 6)),
    of(
        &["naidoc week", "national aboriginal and islander day observance committee week"],
        Days(&Nth(2, Friday, 7), -5, 8),
    ),
    in_("AU", &["arbor day", "national tree day"], Last(Sunday, 7)),
    of(&["national tree day"], Last(Sunday, 7)),
    of(&["national school tree day"], Last(Friday, 7)),
    of(
        &[
            "picnic day",
            "northern territory picnic day",
            "new south wale bank holiday",
            "new south wales bank holiday",
        ],
        Nth(1, Monday, 8),
    ),
    of(&["royal queensland show (day)", "ekka (day)", "rna show day"], Own(brisbane_show_day)),
    of(&["recreation day"], Nth(1, Monday, 11)),
    of(&["melbourne cup (day)"], Nth(1, Tuesday, 11)),
    of(&["afl grand final friday"], Last(Friday, 9)),
    in_("AU", &["take our daughter and son to work day"], Fixed(1, 5)),
    in_("NZ", &["arbor day"], Fixed(6, 5)),
    of(&["matariki"], Own(matariki)),
    in_("NZ", &["boxing day", "second new year day"], Fixed(12, 26)),
    of(&["day after new year (day)"], Fixed(1, 2)),
    // India, South Africa, the Philippines, the Caribbean.
    in_("IN", &["independence day"], Fixed(8, 15)),
    in_("IN", &["republic day"], Fixed(1, 26)),
    of(&["republic day"], Fixed(1, 26)),
    in_("IN", &["teacher day"], Fixed(9, 5)),
    in_("IN", &["children day"], Fixed(11, 14)),
    of(&["(world) teacher day"], Fixed(10, 5)),
    of(&["children day", "universal children day", "world children day"], Fixed(11, 20)),
    in_("ZA", &["human right day"], Fixed(3, 21)),
    in_("ZA", &["freedom day"], Fixed(4, 27)),
    in_("ZA", &["youth day"], Fixed(6, 16)),
    in_("ZA", &["national women day", "women day"], Fixed(8, 9)),
    in_("ZA", &["heritage day", "national braai day", "braai day"], Fixed(9, 24)),
    in_("ZA", &["day of reconciliation", "reconciliation day"], Fixed(12, 16)),
    in_("ZA", &["day of goodwill"], Fixed(12, 26)),
    in_("ZA", &["family day"], Easter(1)),
    of(&["mandela day", "nelson mandela day"], Fixed(7, 18)),
    of(&["national braai day"], Fixed(9, 24)),
    in_("PH", &["independence day"], Fixed(6, 12)),
    in_("PH", &["rizal day"], Fixed(12, 30)),
    in_("PH", &["bonifacio day"], Fixed(11, 30)),
    in_("PH", &["national hero day", "national heroe day"], Last(Monday, 8)),
    in_("PH", &["ninoy aquino day"], Fixed(8, 21)),
    in_("PH", &["araw ng kagitingan", "day of valor", "bataan day"], Fixed(4, 9)),
    of(&["rizal day"], Fixed(12, 30)),
    of(&["bonifacio day"], Fixed(11, 30)),
    in_("JM", &["independence day"], Fixed(8, 6)),
    in_("JM", &["national hero day", "national heroe day"], Nth(3, Monday, 10)),
    in_("JM", &["labour day"], Fixed(5, 23)),
    in_("TT", &["independence day"], Fixed(8, 31)),
    in_("TT", &["republic day"], Fixed(9, 24)),
    in_("TT", &["labour day"], Fixed(6, 19)),
    in_("TT", &["indian arrival day"], Fixed(5, 30)),
    in_("TT", &["spiritual baptist (liberation) day"], Fixed(3, 30)),
    in_("BZ", &["independence day"], Fixed(9, 21)),
    in_("BZ", &["commonwealth day", "sovereign day"], Fixed(5, 24)),
    in_("BZ", &["labour day"], Fixed(5, 1)),
    in_("BZ", &["garifuna (settlement) day"], Fixed(11, 19)),
    in_("BZ", &["st george caye day", "national day"], Fixed(9, 10)),
    in_("BZ", &["baron bliss day", "national hero and benefactor day"], Fixed(3, 9)),
    of(&["commonwealth day"], Nth(2, Monday, 3)),
    in_("ZA PH IN", &["labour day", "labor day", "worker day"], Fixed(5, 1)),
    of(&["new year day observed"], Observed(1, 1)),
];

/// The second Friday of April or near it; the third where Easter is on that weekend.
fn youth_service_day(year: i16) -> Option<Date> {
    let first = Date::new(year, 4, 1).ok()?;
    let second = first.nth_weekday_of_month(2, Friday).ok()?;
    let (eve, easter) = super::super::festivals::easter_saturday(year)?;
    if second.tomorrow().ok()? == eve || easter == second {
        first.nth_weekday_of_month(3, Friday).ok()
    } else {
        Some(second)
    }
}

/// The first Sunday of February up to 2021, then the second (2021 the first).
fn super_bowl(year: i16) -> Option<Date> {
    let nth = if year >= 2022 { 2 } else { 1 };
    Date::new(year, 2, 1).ok()?.nth_weekday_of_month(nth, Sunday).ok()
}

/// The Friday nearest to the last quarter moon of the month Pipiri: here the dates that the act of 2022 lists, else about it.
fn matariki(year: i16) -> Option<Date> {
    let day = |month, day| Date::new(year, month, day).ok();
    match year {
        2022 => day(6, 24),
        2023 => day(7, 14),
        2024 => day(6, 28),
        2025 => day(6, 20),
        2026 => day(7, 10),
        2027 => day(6, 25),
        2028 => day(7, 14),
        2029 => day(7, 6),
        2030 => day(6, 21),
        _ => None,
    }
}

/// 27 Nisan, moved away from the sabbath.
fn yom_hashoah(year: i16) -> Option<Date> {
    let day = super::super::festivals::hebrew_day(year, 1, 27)?;
    let moved = match day.weekday() {
        Friday => day.yesterday().ok()?,
        Sunday => day.tomorrow().ok()?,
        _ => day,
    };
    moved.yesterday().ok()
}

/// The independence of Israel: 5 Iyar, moved away from the sabbath.
fn yom_haatzmaut(year: i16) -> Option<Date> {
    let day = super::super::festivals::hebrew_day(year, 2, 5)?;
    let moved = match day.weekday() {
        Friday => day.yesterday().ok()?,
        Saturday => day.checked_sub(jiff::ToSpan::days(2)).ok()?,
        Monday if year >= 2004 => day.tomorrow().ok()?,
        _ => day,
    };
    moved.yesterday().ok()
}

fn yom_hazikaron(year: i16) -> Option<Date> {
    yom_haatzmaut(year)?.yesterday().ok()
}

/// 9 Av, a day later for a sabbath.
fn tisha_bav(year: i16) -> Option<Date> {
    let day = super::super::festivals::hebrew_day(year, 5, 9)?;
    let moved = if day.weekday() == Saturday { day.tomorrow().ok()? } else { day };
    moved.yesterday().ok()
}
