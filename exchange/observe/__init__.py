"""What operators see of a running hub: the operational log and the figures. Neither can hold personal data."""
