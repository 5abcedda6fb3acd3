namespace SipEdge.Core.Calls;

/// <summary>The two legs of a call.</summary>
internal enum CallSide : byte
{
    Caller,
    Callee,
}

/// <summary>The leg across from one.</summary>
internal static class CallSides
{
    public static CallSide Other(this CallSide side) => side == CallSide.Caller ? CallSide.Callee : CallSide.Caller;
}
