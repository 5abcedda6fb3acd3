namespace SipEdge.Core.Configuration;

/// <summary>Whether calls to a trunk show who calls where the caller has nothing against it.</summary>
public enum PresentationMode : byte { Allowed, Restricted }
