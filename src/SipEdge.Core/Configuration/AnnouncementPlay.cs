namespace SipEdge.Core.Configuration;

/// <summary>When the caller of a call hears the announcement.</summary>
public enum AnnouncementPlay : byte
{
    Never,

    /// <summary>While the callee has not answered and says nothing itself (183): again and again.</summary>
    Early,

    /// <summary>Once, when the callee has answered, before it is heard.</summary>
    Answered,
}
