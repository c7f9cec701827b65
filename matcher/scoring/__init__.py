"""The score of a pair: similarity as log-odds, benefit each way, affinity, fields that fit."""
