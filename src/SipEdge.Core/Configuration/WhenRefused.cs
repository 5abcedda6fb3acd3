namespace SipEdge.Core.Configuration;

/// <summary>What becomes of a call whose gateway asks for credentials that it is not given, or does not take.</summary>
public enum WhenRefused : byte
{
    Refuse,

    /// <summary>The next gateway is tried.</summary>
    FailOver,
}
