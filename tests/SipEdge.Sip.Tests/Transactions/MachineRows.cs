using SipEdge.Sip.Transactions;

namespace SipEdge.Sip.Tests.Transactions;

/// <summary>The other half of a table's test: every pair of state and input that has no row must do nothing.</summary>
internal static class MachineRows
{
    public delegate Effects Machine<TState, TInput>(ref TState state, TInput input, bool reliable);

    public static void AssertRestDoesNothing<TState, TInput>(IEnumerable<(TState, TInput)> rows, Machine<TState, TInput> machine)
        where TState : struct, Enum
        where TInput : struct, Enum
    {
        var listed = rows.ToHashSet();
        foreach (var state in Enum.GetValues<TState>())
        {
            foreach (var input in Enum.GetValues<TInput>())
            {
                foreach (var reliable in (bool[])[false, true])
                {
                    var after = state;
                    if (!listed.Contains((state, input)))
                    {
                        Assert.True(machine(ref after, input, reliable) == Effects.None, $"{state}, {input}");
                        Assert.True(after.Equals(state), $"{state}, {input} went to {after}");
                    }
                }
            }
        }
    }
}
