using System.Globalization;
using SipEdge.Configuration;

namespace SipEdge.Tests.Configuration;

/// <summary>Files that no operator would write: told as problems with a place, never as an exception.</summary>
[Collection(nameof(ExampleFiles))]
public class ConfigurationFuzzTests
{
    private const int Files = 1_500;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ": ", "- ", ",", "&a ", "*a", "!t ", "|", ">", "\"", "'", "#", "---", "\t", "\n", "\n  ", "%", "@", "~",
        "null", "-1", "99999999999999999999", "0.0.0.0/0", "::/0", "999.1.1.1", "1ms", "-5s", "1e999", "true", "\0", "\u2028", "😀",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_spoiled_file_is_refused_or_taken_but_never_an_exception(int seed)
    {
        var random = new Random(seed);
        var right = Directory.GetFiles(Path.Combine(ExampleFiles.Repository(), "config"), "*.yaml", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("profiles", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(File.ReadAllText).ToArray();
        for (var number = 0; number < Files; number++)
        {
            var text = Spoil(right[number % right.Length], random);
            var loaded = Load(text, seed, number);

            Assert.True(loaded.Usable || loaded.Problems.Any(), $"seed {seed}, file {number}: neither usable nor a problem\n{text}");
            Assert.All(loaded.Problems, static problem => Assert.StartsWith("f.yaml", problem.ToString(), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(3)]
    public void A_spoiled_profile_is_taken_or_is_no_profile(int seed)
    {
        var random = new Random(seed);
        var (taken, refused) = (0, 0);
        for (var number = 0; number < Files; number++)
        {
            var profile = TrunkProfiles.All[number % TrunkProfiles.All.Length];
            var text = Spoil(profile.Text, random);
            try
            {
                Assert.Equal(profile.Name, TrunkProfile.Read(random.Next(9) == 0 ? $"{profile.Name}@x" : profile.FullName, text).Name);
                taken++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.True(taken > 100 && refused > 100, $"{taken} taken, {refused} refused");
    }

    private static LoadedConfiguration Load(string text, int seed, int number)
    {
        try
        {
            return ConfigurationFile.LoadText(text, "f.yaml", "/");
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"seed {seed}, file {number}:\n{text}"), exception);
        }
    }

    private static string Spoil(string text, Random random)
    {
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 60), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Remove(at, 1).Insert(at, ((char)random.Next(1, 256)).ToString()),
                3 => text[..Math.Max(at, 1)],
                _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }
        return text;
    }
}
