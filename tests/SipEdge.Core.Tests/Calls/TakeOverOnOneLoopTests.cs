namespace SipEdge.Core.Tests.Calls;

public sealed class TakeOverOnOneLoopTests() : TakeOverTests(loops: 1);
