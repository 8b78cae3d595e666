"""Whole visits: what somebody does with the real server in one sitting, the same in every browser engine."""
