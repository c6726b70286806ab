//! The gazetteer as the rest of the application sees it.

use super::{City, Gazetteer};
use domain::{Area, Correction, Place, PlaceId};

impl From<&City> for Place {
    fn from(city: &City) -> Self {
        Self {
            id: PlaceId(city.id),
            name: city.name.to_owned(),
            region: city.region.map(str::to_owned),
            country: city.country.to_owned(),
            country_code: city.country_code.to_owned(),
            latitude: city.latitude,
            longitude: city.longitude,
            elevation: city.elevation_m,
            time_zone: city.time_zone.to_owned(),
            population: city.population,
            local: None,
        }
    }
}

fn places(cities: Vec<&City>) -> Vec<Place> {
    cities.into_iter().map(Place::from).collect()
}

fn area(area: super::Area<'_>) -> Area {
    Area {
        name: area.name.to_owned(),
        country: (!area.is_country()).then(|| area.country.to_owned()),
        population: area.population,
        places: places(area.cities),
    }
}

impl domain::Gazetteer for Gazetteer {
    fn find(&self, name: &str) -> Vec<Place> {
        places(self.find(name))
    }

    fn areas(&self, name: &str) -> Vec<Area> {
        self.areas(name).into_iter().map(area).collect()
    }

    fn corrections(&self, name: &str, most_errors: u8, limit: usize) -> Vec<Correction> {
        let correction = |found: super::Correction<'_>| Correction {
            meant: found.meant.to_owned(),
            place: Place::from(found.city),
            errors: found.errors,
            is_area: found.is_area,
        };
        self.corrections(name, most_errors, limit).into_iter().map(correction).collect()
    }

    fn near(&self, name: &str, limit: usize) -> Vec<Place> {
        places(self.near(name, limit))
    }

    fn complete(&self, beginning: &str, limit: usize) -> Vec<Place> {
        places(self.complete(beginning, limit))
    }

    fn complete_areas(&self, beginning: &str, limit: usize) -> Vec<Area> {
        self.complete_areas(beginning, limit).into_iter().map(area).collect()
    }

    fn place(&self, id: PlaceId) -> Option<Place> {
        self.city(id.0).map(Place::from)
    }

    fn largest_in_zone(&self, time_zone: &str) -> Option<Place> {
        self.largest_in_zone(time_zone).map(Place::from)
    }

    fn nearest(&self, latitude: f64, longitude: f64) -> Option<Place> {
        self.nearest(latitude, longitude).map(Place::from)
    }
}
