namespace SipEdge.Core.Tests.Network;

/// <summary>One of several places that a simulated callee rings: when it is heard of first, and with what description.</summary>
internal sealed record ForkPlan(int After, string Body = "");
