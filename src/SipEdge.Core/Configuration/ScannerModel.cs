namespace SipEdge.Core.Configuration;

/// <summary>What a scanner calls itself, found anywhere in the headers that say so, in any case.</summary>
public sealed record ScannerModel(byte[] Name, ConfigLine Line);
