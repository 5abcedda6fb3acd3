namespace SipEdge.Core.Configuration;

/// <summary>Which numbers a caller may show as its own.</summary>
public enum CallerIdMode : byte
{
    Any,

    /// <summary>One that it owns; any other call is refused.</summary>
    Owned,

    /// <summary>Whatever it shows, one number leaves.</summary>
    Force,
}
