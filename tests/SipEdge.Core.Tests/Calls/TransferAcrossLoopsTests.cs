namespace SipEdge.Core.Tests.Calls;

public sealed class TransferAcrossLoopsTests() : TransferTests(loops: 2);
