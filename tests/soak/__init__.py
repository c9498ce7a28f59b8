"""Long runs: builds that are killed, previews that are edited for minutes, sites of two versions."""
