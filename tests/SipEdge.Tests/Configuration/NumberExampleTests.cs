using System.Text;
using SipEdge.Configuration;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Tests.Configuration;

/// <summary>The worked example of docs/configuration.md, row by row, with the file that it is about.</summary>
public class NumberExampleTests
{
    private static readonly EdgeModel Model =
        ConfigurationFile.Load(Path.Combine(ExampleFiles.Repository(), "config", "examples", "dutch-carrier.yaml")).Model!;

    /// <summary>"| PBX to carrier | called | leaves as | caller | shown as | why |"</summary>
    public static TheoryData<string, string, string, string, string> Rows
    {
        get
        {
            var page = File.ReadLines(Path.Combine(ExampleFiles.Repository(), "docs", "configuration.md"));
            var rows = new TheoryData<string, string, string, string, string>();
            foreach (var cells in page.Where(line => line.Contains(" to ", StringComparison.Ordinal)).Select(line => line.Split('|')))
            {
                if (cells.Length == 8 && cells[1].Trim() is "PBX to carrier" or "carrier to PBX")
                {
                    rows.Add(cells[1].Trim(), cells[2].Trim(), cells[3].Trim(), cells[4].Trim(), cells[5].Trim());
                }
            }
            return rows;
        }
    }

    [Fact]
    public void There_are_rows_for_both_directions() => Assert.True(Rows.Count >= 10, $"{Rows.Count} rows");

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_of_the_example_is_what_happens(string direction, string called, string leavesAs, string caller, string shownAs)
    {
        var names = direction == "PBX to carrier" ? ("pbx", "carrier") : ("carrier", "pbx");
        var from = Model.Trunks.Single(trunk => trunk.Name == names.Item1);
        var to = Model.Trunks.Single(trunk => trunk.Name == names.Item2);
        var route = Model.Routes.Find("1"u8, new RouteCaller(null, from, null, default))!;
        Assert.Same(to, Assert.Single(route.To.Trunks));

        var uri = Encoding.ASCII.GetBytes(called.Length == 0 ? "sip:192.0.2.10" : $"sip:{called}@192.0.2.10");
        Span<byte> written = stackalloc byte[OutgoingUri.MaxLength];
        foreach (var header in new[] { NumberHeader.RequestUri, NumberHeader.To })
        {
            Assert.True(OutgoingUri.TryWrite(uri, from.Numbers, route, to, to.Outbound[0], UriScheme.Sip, header, written, out var length));
            Assert.Equal($"sip:{leavesAs}@{Encoding.ASCII.GetString(to.Outbound[0].HostPort)}", Encoding.ASCII.GetString(written[..length]));
        }
        Assert.True(SipUriView.TryParse(Encoding.ASCII.GetBytes($"sip:{caller}@10.0.0.20"), out var identity));
        Assert.True(NumberWriter.TryWrite(
            identity, NumberHeader.From, from.Numbers, NumberHeader.From, to.Numbers, written, out var shown));
        Assert.Equal(shownAs, Encoding.ASCII.GetString(written[..shown]));
    }
}
