"""Pages: what people at the Jobcenter see and click. They translate between forms and flows, and decide nothing."""
