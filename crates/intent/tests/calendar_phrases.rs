//! Days that only a calendar knows, asked for at home in Lisbon on Wednesday 12 June 2013 at 10:20.

mod support;

use support::Reader;

#[test]
fn days_of_the_calendar_are_found() {
    let reader = Reader::new();
    for (phrase, expected) in [
        ("will it rain in the first week of July?", "07-01 00 to 07-08 00"),
        ("will it rain on the third Tuesday of September?", "09-17 00 to 09-18 00"),
        ("how warm will it be the day after St John's Eve?", "06-24 00 to 06-25 00"),
        ("rain on the last weekend of August", "08-24 00 to 08-26 00"),
        ("picnic on the second Sunday after Bastille Day", "07-28 11 to 17"),
        ("rain between Assumption Day and the end of August", "08-15 00 to 09-01 00"),
        ("wind in the week of 8 July", "07-08 00 to 07-15 00"),
        ("picnic two weeks after midsummer", "07-08 11 to 17"),
        ("will it rain on Diwali?", "11-03 00 to 11-04 00"),
        ("new year's eve barbecue", "12-31 12 to 21"),
        ("rain by Bastille Day", "06-12 11 to 07-15 00"),
        ("rain until Bastille Day", "06-12 11 to 07-15 00"),
        ("rain before Bastille Day", "06-12 11 to 07-14 00"),
        ("will it snow on Christmas 2014", "2014-12-25 00 to 12-26 00"),
    ] {
        let account = reader.account(phrase);
        assert!(account.contains(expected), "{phrase}: {account}");
    }
}
