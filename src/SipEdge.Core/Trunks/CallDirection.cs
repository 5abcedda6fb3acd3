namespace SipEdge.Core.Trunks;

/// <summary>Which way a call uses a trunk: it came from there, or was sent there.</summary>
public enum CallDirection : byte
{
    Inbound,
    Outbound,
}
