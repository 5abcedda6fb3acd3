namespace SipEdge.Core.Tests.Calls;

public sealed class TransferOnOneLoopTests() : TransferTests(loops: 1);
