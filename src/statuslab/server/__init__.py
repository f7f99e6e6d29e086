"""The lab: real HTTP on loopback, one layer a file, and the Teahouse behind them."""
