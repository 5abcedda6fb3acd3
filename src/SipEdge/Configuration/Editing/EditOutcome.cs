namespace SipEdge.Configuration.Editing;

internal enum EditOutcome : byte { Added, AlreadyThere, Removed, Changed, NotThere }
