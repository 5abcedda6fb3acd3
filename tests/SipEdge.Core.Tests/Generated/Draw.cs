using FsCheck;
using FsCheck.Fluent;

namespace SipEdge.Core.Tests.Generated;

/// <summary>
/// Decisions of a generator, taken one after the other from numbers that FsCheck makes and shrinks. A smaller number is a
/// simpler choice, and when there are no more every choice is the simplest; so whatever is built from a shrunk list is a
/// smaller case of the same kind, and no type needs a shrinker of its own.
/// </summary>
internal sealed class Draw(int[] choices)
{
    private const int Largest = 9_973;

    private static readonly int More =
        int.TryParse(Environment.GetEnvironmentVariable("SIPEDGE_MORE"), out var more) ? more : 1;

    private int _next;

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Next(int count) => _next < choices.Length ? Math.Abs(choices[_next++]) % count : 0;

    /// <summary>True once in so many times, and never in the simplest case.</summary>
    public bool Once(int inSoMany) => Next(inSoMany) == inSoMany - 1;

    /// <summary>The first is the simplest.</summary>
    public T Pick<T>(params T[] values) => values[Next(values.Length)];

    public T Pick<T>()
        where T : struct, Enum => Pick(Enum.GetValues<T>());

    /// <summary>
    /// SIPEDGE_MORE=100 in the environment tries a hundred times as many cases. A failure shows the shrunk choices, what
    /// <paramref name="check"/> says about them, and FsCheck's seed.
    /// </summary>
    public static void ForAll(int cases, int choicesEach, Action<Draw> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(cases * More).WithQuietOnSuccess(true),
        Prop.ForAll(
            Arb.From(Gen.ArrayOf(Gen.Choose(0, Largest), choicesEach), Simpler),
            (Action<int[]>)(choices => check(new Draw(choices)))));

    /// <summary>Shorter first: what is not there is 0. Then single numbers, to 0 and to half.</summary>
    private static IEnumerable<int[]> Simpler(int[] choices)
    {
        for (var keep = 0; keep < choices.Length; keep = keep + ((choices.Length - keep + 1) / 2))
        {
            yield return choices[..keep];
        }
        for (var i = 0; i < choices.Length; i++)
        {
            if (choices[i] > 0)
            {
                yield return With(choices, i, 0);
                yield return With(choices, i, choices[i] / 2);
                yield return With(choices, i, choices[i] - 1);
            }
        }
    }

    private static int[] With(int[] choices, int index, int value)
    {
        var copy = choices.ToArray();
        copy[index] = value;
        return copy;
    }
}
