namespace SipEdge.Core.Trunks;

/// <summary>What is used up when a call finds no room.</summary>
internal enum LoadLimit : byte
{
    None,
    Calls,
    Bandwidth,
    Rate,
}
