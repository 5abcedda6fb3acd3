namespace SipEdge.Core.Tests.Calls;

public sealed class TakeOverAcrossLoopsTests() : TakeOverTests(loops: 2);
