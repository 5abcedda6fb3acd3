namespace SipEdge.Core.Configuration;

/// <summary>What becomes of a 3xx of a gateway.</summary>
public enum RedirectMode : byte
{
    /// <summary>The call is refused: 480.</summary>
    Refuse,

    /// <summary>The number in its Contact is called, if the caller may call it.</summary>
    Follow,
}
