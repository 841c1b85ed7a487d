"""Sends what waits for robots of group chats. The only place that speaks to servers outside."""
