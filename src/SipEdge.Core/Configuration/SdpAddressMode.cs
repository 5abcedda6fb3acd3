namespace SipEdge.Core.Configuration;

/// <summary>Which addresses a peer may name in SDP as the place to send to.</summary>
public enum SdpAddressMode : byte
{
    /// <summary>Public ones; private ones only of a peer that is private itself.</summary>
    Auto,

    /// <summary>Every one.</summary>
    Any,

    /// <summary>Public ones.</summary>
    Public,
}
