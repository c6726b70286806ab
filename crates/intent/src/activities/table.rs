//! The table of activities. One entry each: what it is called, how long and when it is usually done, what it needs.
//! Canonical units: °C, m/s, mm per hour, %, km. `Ours` is our judgement; everything else is named in `sources`.

use super::Activity;
use crate::need::{
    Authority::{Cited, Ours},
    at_least, at_most, need, within,
};
use crate::sources::{
    BEAUFORT_4, BEAUFORT_5, BEAUFORT_6, BEAUFORT_7, DJI_MINI, DRONE_VISIBILITY, FOG, HOLIDAY_CLIMATE_INDEX, MOSTLY_CLEAR, PAINT,
    PAINT_HUMIDITY, TRACE,
};
use domain::{
    Aggregation::Every,
    Variable::{CloudCover, Precipitation, RelativeHumidity, Temperature, Visibility, WindGust, WindSpeed},
};

pub(super) static ACTIVITIES: [Activity; 14] = [
    Activity {
        key: "picnic",
        title: "Picnic",
        aliases: &["picnic", "picnics", "picnicking", "pic nic", "eat outside", "eat outdoors", "lunch outside", "al fresco lunch"],
        length_hours: 3,
        usual_hours: (11, 17),
        needs: &[
            need("dry", Precipitation, Every, at_most(0.1), Cited(TRACE)),
            need("pleasant temperature", Temperature, Every, within(18.0, 30.0), Cited(HOLIDAY_CLIMATE_INDEX)),
            need("light wind", WindSpeed, Every, at_most(5.5), Cited(BEAUFORT_4)),
        ],
    },
    Activity {
        key: "barbecue",
        title: "Barbecue",
        aliases: &[
            "barbecue", "barbecues", "barbeque", "barbecuing", "bbq", "bbqs", "barbie", "braai", "grill", "grilling", "cookout",
            "cook outside", "dinner outside", "eat dinner outside",
        ],
        length_hours: 3,
        usual_hours: (12, 21),
        needs: &[
            need("dry", Precipitation, Every, at_most(0.1), Cited(TRACE)),
            need("warm enough", Temperature, Every, within(15.0, 32.0), Ours),
            need("wind that leaves the fire alone", WindSpeed, Every, at_most(5.5), Cited(BEAUFORT_4)),
        ],
    },
    Activity {
        key: "run",
        title: "Run",
        aliases: &[
            "go for a run", "run", "runs", "running", "jog", "jogging", "go for a jog", "trail run", "long run", "parkrun",
            "marathon", "half marathon", "race",
        ],
        length_hours: 1,
        usual_hours: (6, 21),
        needs: &[
            need("no more than drizzle", Precipitation, Every, at_most(0.5), Ours),
            need("running temperature", Temperature, Every, within(0.0, 24.0), Ours),
            need("wind that lets you run", WindSpeed, Every, at_most(8.0), Cited(BEAUFORT_5)),
        ],
    },
    Activity {
        key: "hike",
        title: "Hike",
        aliases: &[
            "hike", "hikes", "hiking", "go for a hike", "ramble", "trek", "trekking", "hill walk", "hillwalking", "climb a mountain",
            "mountain walk", "long walk",
        ],
        length_hours: 4,
        usual_hours: (8, 18),
        needs: &[
            need("dry but for a shower", Precipitation, Every, at_most(0.5), Ours),
            need("walking temperature", Temperature, Every, within(2.0, 28.0), Ours),
            need("wind you can walk in", WindSpeed, Every, at_most(10.8), Cited(BEAUFORT_6)),
            need("gusts you can stand in", WindGust, Every, at_most(13.9), Cited(BEAUFORT_7)),
            need("clear of fog", Visibility, Every, at_least(1.0), Cited(FOG)),
        ],
    },
    Activity {
        key: "walk",
        title: "Walk",
        aliases: &[
            "walk", "walks", "walking", "go for a walk", "stroll", "go for a stroll", "walk the dog", "walk my dog", "walk the dogs",
            "dog walk", "playground", "go to the park",
        ],
        length_hours: 1,
        usual_hours: (8, 21),
        needs: &[
            need("no more than drizzle", Precipitation, Every, at_most(0.2), Ours),
            need("walking temperature", Temperature, Every, within(0.0, 30.0), Ours),
            need("wind you can walk in", WindSpeed, Every, at_most(10.8), Cited(BEAUFORT_6)),
        ],
    },
    Activity {
        key: "cycling",
        title: "Bike ride",
        aliases: &[
            "bike ride", "bike rides", "ride my bike", "ride a bike", "go for a ride", "cycling", "cycle", "cycle ride", "biking",
            "bicycle ride", "bicycling", "bike", "bike tour", "mountain biking", "go cycling",
        ],
        length_hours: 2,
        usual_hours: (8, 19),
        needs: &[
            need("dry", Precipitation, Every, at_most(0.2), Ours),
            need("riding temperature", Temperature, Every, within(5.0, 30.0), Ours),
            need("wind you can ride in", WindSpeed, Every, at_most(8.0), Cited(BEAUFORT_5)),
            need("gusts that leave you on the road", WindGust, Every, at_most(13.9), Cited(BEAUFORT_7)),
        ],
    },
    Activity {
        key: "beach",
        title: "Beach day",
        aliases: &[
            "beach", "go to the beach", "beach day", "day at the beach", "beach trip", "sunbathe", "sunbathing", "swim outside",
            "swim in the sea", "swimming in the sea",
        ],
        length_hours: 4,
        usual_hours: (10, 18),
        needs: &[
            need("dry", Precipitation, Every, at_most(0.1), Cited(TRACE)),
            need("beach temperature", Temperature, Every, within(22.0, 34.0), Ours),
            need("sun", CloudCover, Every, at_most(50.0), Ours),
            need("wind below whitecaps", WindSpeed, Every, at_most(8.0), Cited(BEAUFORT_5)),
        ],
    },
    Activity {
        key: "sailing",
        title: "Sailing",
        aliases: &["sail", "sails", "sailing", "go sailing", "sail my boat", "take the boat out", "yachting", "dinghy sailing", "regatta"],
        length_hours: 4,
        usual_hours: (9, 19),
        needs: &[
            need("sailing wind", WindSpeed, Every, within(3.0, 10.8), Cited(BEAUFORT_6)),
            need("gusts under a near gale", WindGust, Every, at_most(13.9), Cited(BEAUFORT_7)),
            need("no heavy rain", Precipitation, Every, at_most(2.5), Ours),
            need("clear of fog", Visibility, Every, at_least(1.0), Cited(FOG)),
        ],
    },
    Activity {
        key: "stargazing",
        title: "Stargazing",
        aliases: &[
            "stargazing", "star gazing", "stargaze", "watch the stars", "see the stars", "look at the stars", "astronomy",
            "astrophotography", "meteor shower", "meteors", "use my telescope", "telescope", "see the milky way", "observe the sky",
        ],
        length_hours: 2,
        usual_hours: (21, 4),
        needs: &[
            need("clear sky", CloudCover, Every, at_most(25.0), Cited(MOSTLY_CLEAR)),
            need("dry", Precipitation, Every, at_most(0.1), Cited(TRACE)),
            need("clear air", Visibility, Every, at_least(5.0), Ours),
        ],
    },
    Activity {
        key: "laundry",
        title: "Drying laundry",
        aliases: &[
            "laundry", "hang out the washing", "hang out washing", "hang the washing", "hang the washing out", "hang washing",
            "hang out the laundry", "hang the laundry", "do laundry", "dry clothes", "dry the washing", "dry my clothes",
            "dry my washing", "dry washing", "dry the laundry", "dry laundry", "dry clothes outside", "washing line", "washing day",
            "line dry", "washing out", "washing outside", "do the washing", "washing",
        ],
        length_hours: 4,
        usual_hours: (8, 18),
        needs: &[
            need("dry", Precipitation, Every, at_most(0.1), Cited(TRACE)),
            need("air that dries", RelativeHumidity, Every, at_most(75.0), Ours),
            need("a breeze, but no gale", WindSpeed, Every, within(1.0, 10.8), Cited(BEAUFORT_6)),
            need("above the frost", Temperature, Every, at_least(5.0), Ours),
        ],
    },
    Activity {
        key: "gardening",
        title: "Gardening",
        aliases: &[
            "gardening", "do some gardening", "work in the garden", "mow the lawn", "mow the grass", "mowing", "cut the grass",
            "plant seeds", "pull weeds", "do the weeding", "do the garden", "yard work", "yardwork", "prune the roses", "garden work",
        ],
        length_hours: 2,
        usual_hours: (8, 19),
        needs: &[
            need("dry", Precipitation, Every, at_most(0.2), Ours),
            need("working temperature", Temperature, Every, within(5.0, 28.0), Ours),
            need("wind that lets you work", WindSpeed, Every, at_most(10.8), Cited(BEAUFORT_6)),
        ],
    },
    Activity {
        key: "painting",
        title: "Painting outside",
        aliases: &[
            "paint outside", "painting outside", "paint outdoors", "painting outdoors", "paint the fence", "painting the fence",
            "paint my fence", "paint a fence", "paint the house", "paint my house", "painting the house", "paint the shed",
            "paint the door", "paint the windows", "paint the deck", "stain the deck", "stain the fence", "varnish the deck",
            "exterior painting", "exterior paint", "paint the wall outside",
        ],
        length_hours: 5,
        usual_hours: (8, 18),
        needs: &[
            need("no rain", Precipitation, Every, at_most(0.0), Ours),
            need("temperature paint sets in", Temperature, Every, within(10.0, 35.0), Cited(PAINT)),
            need("air dry enough", RelativeHumidity, Every, at_most(80.0), Cited(PAINT_HUMIDITY)),
            need("little dust in the air", WindSpeed, Every, at_most(5.5), Cited(BEAUFORT_4)),
        ],
    },
    Activity {
        key: "drone",
        title: "Drone flight",
        aliases: &[
            "fly my drone", "fly a drone", "fly the drone", "fly drones", "flying my drone", "flying a drone", "drone flight",
            "drone flying", "drone", "drones", "quadcopter", "uav flight", "aerial photos",
        ],
        length_hours: 1,
        usual_hours: (8, 19),
        needs: &[
            need("no rain", Precipitation, Every, at_most(0.0), Ours),
            need("wind", WindSpeed, Every, at_most(8.0), Ours),
            need("gusts within the drone's limit", WindGust, Every, at_most(10.7), Cited(DJI_MINI)),
            need("temperature within the drone's limits", Temperature, Every, within(-10.0, 40.0), Cited(DJI_MINI)),
            need("visibility", Visibility, Every, at_least(4.8), Cited(DRONE_VISIBILITY)),
        ],
    },
    Activity {
        key: "commute",
        title: "Commute",
        aliases: &[
            "commute", "commutes", "commuting", "cycle to work", "bike to work", "ride to work", "walk to work", "drive to work",
            "cycling to work", "biking to work", "walking to work", "driving to work", "go to work", "get to work", "way to work",
            "drive home", "cycle home", "walk home", "cycle to school", "bike to school", "walk to school", "school run",
        ],
        length_hours: 1,
        usual_hours: (7, 10),
        needs: &[
            need("little rain", Precipitation, Every, at_most(0.5), Ours),
            need("no ice", Temperature, Every, within(1.0, 32.0), Ours),
            need("wind you can travel in", WindSpeed, Every, at_most(10.8), Cited(BEAUFORT_6)),
            need("clear of fog", Visibility, Every, at_least(1.0), Cited(FOG)),
        ],
    },
];
