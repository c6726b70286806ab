import { describe, expect, it } from "vitest";
import type { Place } from "../generated/Place";
import { localWeather } from "./local-weather";

const cabin = (local?: Place["local"]): Place => ({
  id: 2 ** 31,
  name: "Cabin",
  region: "Braga",
  country: "Portugal",
  country_code: "PT",
  latitude: 41.8,
  longitude: -8.2,
  elevation: 812,
  time_zone: "Europe/Lisbon",
  population: 0,
  ...(local ? { local } : {}),
});

describe("what is said of the weather at a place", () => {
  it("is nothing for a place of which nothing is said", () => {
    expect(localWeather(cabin(), "metric")).toBe("");
  });

  it("is in the units that are read", () => {
    const local: Place["local"] = {
      elevation: 812,
      higher_by: null,
      offsets: [{ variable: "temperature", offset: -1.5 }],
    };
    expect(localWeather(cabin(local), "metric")).toBe("; 812 m above the sea; 1.5 °C colder");
    expect(localWeather(cabin(local), "imperial")).toBe("; 2664 ft above the sea; 2.7 °F colder");
    const below: Place["local"] = { elevation: null, higher_by: -300, offsets: [] };
    expect(localWeather(cabin(below), "metric")).toBe("; 300 m below the town");
  });
});
