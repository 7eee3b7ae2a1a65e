/** The time zones of Windows whose names end with "Standard Time", from the Unicode CLDR project (windowsZones). */
const STANDARD = `
    AUS Central, AUS Eastern, Afghanistan, Alaskan, Alberta, Aleutian, Altai, Arab, Arabian, Arabic, Argentina,
    Astrakhan, Atlantic, Aus Central W., Azerbaijan, Azores, Bahia, Bangladesh, Belarus, Bougainville,
    British Columbia, Canada Central, Cape Verde, Caucasus, Cen. Australia, Central America, Central Asia,
    Central Brazilian, Central Europe, Central European, Central Pacific, Central, Chatham Islands, China, Cuba,
    Dateline, E. Africa, E. Australia, E. Europe, E. South America, Easter Island, Eastern, Egypt, Ekaterinburg, FLE,
    Fiji, GMT, GTB, Georgian, Greenland, Greenwich, Haiti, Hawaiian, India, Iran, Israel, Jordan, Kaliningrad, Korea,
    Libya, Line Islands, Lord Howe, Magadan, Magallanes, Manitoba, Marquesas, Mauritius, Middle East, Montevideo,
    Morocco, Mountain, Myanmar, N. Central Asia, Namibia, Nepal, New Zealand, Newfoundland, Norfolk, North Asia East,
    North Asia, North Korea, Omsk, Pacific SA, Pacific, Pakistan, Paraguay, Qyzylorda, Romance, Russian, SA Eastern,
    SA Pacific, SA Western, SE Asia, Saint Pierre, Sakhalin, Samoa, Sao Tome, Saratov, Singapore, South Africa,
    South Sudan, Sri Lanka, Sudan, Syria, Taipei, Tasmania, Tocantins, Tokyo, Tomsk, Tonga, Transbaikal, Turkey,
    Turks And Caicos, US Eastern, US Mountain, Ulaanbaatar, Venezuela, Vladivostok, Volgograd, W. Australia,
    W. Central Africa, W. Europe, W. Mongolia, West Asia, West Bank, West Pacific, Yakutsk, Yukon
`;

/** The others. */
const OTHERS = `
    Central Standard Time (Mexico), Eastern Standard Time (Mexico), Mountain Standard Time (Mexico),
    Pacific Standard Time (Mexico), Russia Time Zone 10, Russia Time Zone 11, Russia Time Zone 3, UTC, UTC+12,
    UTC+13, UTC-02, UTC-08, UTC-09, UTC-11
`;

const names = (text: string): string[] => text.trim().split(/,\s+/);

/** The names of all time zones of Windows. */
export const WINDOWS_TIME_ZONES: ReadonlySet<string> = new Set([
    ...names(STANDARD).map((name) => `${name} Standard Time`),
    ...names(OTHERS),
]);
