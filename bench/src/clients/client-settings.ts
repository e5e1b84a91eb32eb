/** A client as it is after installing it, or with the settings that its own documentation recommends for the scenario. */
export type ClientSettings = 'defaults' | 'best'
