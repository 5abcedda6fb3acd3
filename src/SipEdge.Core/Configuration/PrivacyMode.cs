namespace SipEdge.Core.Configuration;

/// <summary>Whether a caller may hide who it is.</summary>
public enum PrivacyMode : byte { Any, RefuseAnonymous }
