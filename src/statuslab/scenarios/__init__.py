"""What codes are taught with: scenes, the player that runs them, the judging of challenges, and the quests."""
